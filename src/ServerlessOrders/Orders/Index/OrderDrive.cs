using Microsoft.Extensions.Logging;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>
/// Has orders driven. A note comes before what must be driven, so that a process that dies in between leaves somebody to go on, and
/// again after it, since a workflow that was about to finish may have removed it.
/// </summary>
internal sealed class OrderDrive(UnfinishedOrderStore unfinished, IOrderWorkflows workflows, ILogger<OrderDrive> log)
{
    /// <summary>Notes that the order must be driven; noting it again does no harm.</summary>
    public Task NoteAsync(OrderKey order, CancellationToken cancellationToken) => unfinished.AddAsync(order, cancellationToken);

    /// <summary>
    /// Wakes the workflow of an order whose note is there. What it is woken for is done already, so a wake-up that fails is no failure of
    /// that: the refresh pass finds the note, and wakes it within five minutes.
    /// </summary>
    public async Task WakeAsync(OrderKey order, CancellationToken cancellationToken)
    {
        try
        {
            await workflows.WakeAsync(order, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(
                StorageOutage.TraceOf(e), "Order {OrderId} of {Tenant} could not be woken; the refresh pass does it: {Reason}",
                order.Id, order.Tenant, StorageOutage.ReasonOf(e));
        }
    }

    /// <summary>Notes that the order must be driven, and wakes its workflow.</summary>
    public async Task StartAsync(OrderKey order, CancellationToken cancellationToken)
    {
        try
        {
            await unfinished.AddAsync(order, cancellationToken);
        }
        finally
        {
            await WakeAsync(order, cancellationToken);
        }
    }
}
