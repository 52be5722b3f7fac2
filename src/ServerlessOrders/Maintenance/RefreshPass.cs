using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Makes up for what crashes and lost wake-ups leave behind: wakes the orders that nobody drives, repairs copies of figures,
/// slots and lists, drops notes of orders that were never created, and forgets idempotency keys of yesterday. Looks at unfinished orders only.
/// </summary>
public sealed class RefreshPass
{
    /// <summary>How many keys of old requests one pass forgets: some minutes' work, so that many of them come in many passes.</summary>
    private const int MaxForgotten = 2000;

    /// <summary>How many orders are looked at side by side.</summary>
    private const int Parallelism = 4;

    private readonly UnfinishedOrderStore _unfinished;
    private readonly OrderRefresh _orders;
    private readonly IdempotencyStore _idempotency;
    private readonly TimeProvider _time;
    private readonly OrderTelemetry _telemetry;
    private readonly ILogger<RefreshPass> _log;

    internal RefreshPass(
        UnfinishedOrderStore unfinished,
        OrderRefresh orders,
        IdempotencyStore idempotency,
        TimeProvider time,
        OrderTelemetry telemetry,
        ILogger<RefreshPass> log) =>
        (_unfinished, _orders, _idempotency, _time, _telemetry, _log) = (unfinished, orders, idempotency, time, telemetry, log);

    /// <summary>
    /// Looks at every unfinished order. Can be repeated and run on several machines at once. What it finds is the metric of orders
    /// by status, which so costs nothing of its own.
    /// </summary>
    /// <exception cref="AggregateException">Some slices could not be listed; the orders of all others were looked at.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var found = new UnfinishedFigures(_time.GetUtcNow());
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
        _telemetry.Found(found.Orders, found.Overdue);
        await _idempotency.ForgetOldAsync(_time.GetUtcNow(), MaxForgotten, cancellationToken);
    }

    private async Task RunAsync(int slice, UnfinishedFigures found, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_unfinished.ListAsync(slice, cancellationToken), parallel, async (note, stop) =>
        {
            using var scope = _log.BeginOrder(note.Order);
            try
            {
                await _orders.RefreshAsync(note.Order, found, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The others must not wait for it; the next pass tries again.
                _log.LogError(
                    StorageOutage.TraceOf(e), "Order {OrderId} of {Tenant} could not be refreshed: {Reason}",
                    note.Order.Id, note.Order.Tenant, StorageOutage.ReasonOf(e));
            }
        });
    }
}
