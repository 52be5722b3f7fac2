using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Makes up for what crashes and lost wake-ups leave behind: wakes the orders that nobody drives, repairs copies of figures,
/// slots and lists, and drops notes of orders that were never created. Looks at unfinished orders only.
/// </summary>
public sealed class RefreshPass(
    OrderStore orders,
    OrderIndex index,
    UnfinishedOrderStore unfinished,
    DeadCreations dead,
    SubOrderCopies copies,
    IOrderWorkflows workflows,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<RefreshPass> log)
{
    /// <summary>How many orders are looked at side by side.</summary>
    private const int Parallelism = 4;

    /// <summary>
    /// Looks at every unfinished order. Can be repeated and run on several machines at once. What it finds is the metric of orders
    /// by status, which so costs nothing of its own.
    /// </summary>
    /// <exception cref="AggregateException">Some slices could not be listed; the orders of all others were looked at.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var found = new UnfinishedFigures(time.GetUtcNow());
        var faults = new List<Exception>();
        for (var slice = 0; slice < UnfinishedOrderStore.Slices; slice++)
        {
            try
            {
                await RunAsync(slice, found, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // A slice that cannot be listed must not keep the orders of the others waiting.
                faults.Add(e);
            }
        }

        // Figures that lack a slice would look as if its orders were gone.
        if (faults.Count > 0) throw new AggregateException($"{faults.Count} of {UnfinishedOrderStore.Slices} slices could not be listed", faults);
        telemetry.Found(found.Orders, found.Overdue);
    }

    /// <summary>Looks at the unfinished orders of one slice (<see cref="UnfinishedOrderStore.SliceOf"/>).</summary>
    public Task RunAsync(int slice, CancellationToken cancellationToken) =>
        RunAsync(slice, new UnfinishedFigures(time.GetUtcNow()), cancellationToken);

    private async Task RunAsync(int slice, UnfinishedFigures found, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(unfinished.ListAsync(slice, cancellationToken), parallel, async (note, stop) =>
        {
            using var scope = log.BeginOrder(note.Order);
            try
            {
                await RefreshAsync(note, found, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The others must not wait for it; the next pass tries again.
                log.LogError(
                    StorageOutage.TraceOf(e), "Order {OrderId} of {Tenant} could not be refreshed: {Reason}",
                    note.Order.Id, note.Order.Tenant, StorageOutage.ReasonOf(e));
            }
        });
    }

    private async Task RefreshAsync(UnfinishedOrder note, UnfinishedFigures found, CancellationToken cancellationToken)
    {
        var key = note.Order;
        if (await orders.FindAsync(key, cancellationToken) is not { } snapshot)
        {
            await dead.DropAsync(key, cancellationToken);
            return;
        }

        var order = snapshot.Order;
        found.Add(snapshot);
        if (order.Status is OrderStatus.PENDING or OrderStatus.RUNNING or OrderStatus.PAUSED)
        {
            await ListAsync(order, cancellationToken);
            await copies.RefreshAsync(snapshot, cancellationToken);
        }

        if (order.Status == OrderStatus.RUNNING) await copies.RefreshSlotsAsync(order.SlotOwner, cancellationToken);

        // A paused order does nothing until a command wakes it. All others have something to do, if only to take their note away.
        if (order.Status != OrderStatus.PAUSED || order.Confirmation is not null) await workflows.WakeAsync(key, cancellationToken);
    }

    private async Task ListAsync(Order order, CancellationToken cancellationToken)
    {
        if (await index.HasAsync(order, cancellationToken)) return;
        await index.AddAsync(order, cancellationToken);

        // It may have been deleted or removed meanwhile, and taken out of the lists before it was put there.
        var now = await orders.FindOrderAsync(order.Key, cancellationToken);
        if (now is null) await index.UnlistAsync(order, cancellationToken);
        else if (now.Value.Status == OrderStatus.DELETED) await index.HideAsync(order, cancellationToken);
    }
}
