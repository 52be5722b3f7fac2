using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Workflow;

/// <summary>Ends orders, and corrects the end of those that downloads have changed since.</summary>
public sealed class OrderEnding(OrderStore orders, TimeProvider time, OrderTelemetry telemetry, ILogger<OrderEnding> log)
{
    /// <summary>Ends the order by that command; false where it has changed since it was read.</summary>
    public async Task<bool> TryEndAsync(OrderSnapshot snapshot, OrderCommand command, CancellationToken cancellationToken)
    {
        var ended = OrderTransitions.Apply(snapshot.Order, command, time.GetUtcNow()) with { HasErrors = snapshot.Counts.Error > 0 };
        if (!await orders.TryCommitAsync(ended, snapshot.Version, cancellationToken)) return false;
        telemetry.Moved(snapshot.Order.Status, ended.Status);
        log.LogInformation("Order {OrderId} of {Tenant} is {Status}: {Files} files", ended.Id, ended.Tenant, ended.Status, ended.FilesCount);
        return true;
    }
}
