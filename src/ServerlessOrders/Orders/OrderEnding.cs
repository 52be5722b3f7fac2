using Microsoft.Extensions.Logging;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>Ends orders, and corrects the end of those that downloads have changed since.</summary>
public sealed class OrderEnding(OrderStore orders, FileStore files, TimeProvider time, OrderTelemetry telemetry, ILogger<OrderEnding> log)
{
    private const int MaxMessage = 500;

    /// <summary>Ends the order by that command; false where it has changed since it was read.</summary>
    public async Task<bool> TryEndAsync(OrderSnapshot snapshot, OrderCommand command, CancellationToken cancellationToken)
    {
        var ended = OrderTransitions.Apply(snapshot.Order, command, time.GetUtcNow()) with { HasErrors = snapshot.Counts.Error > 0 };
        if (command == OrderCommand.Fail) ended = ended with { Message = await ReasonAsync(snapshot, cancellationToken) };
        if (!await orders.TryCommitAsync(ended, snapshot.Version, cancellationToken)) return false;
        telemetry.Moved(snapshot.Order.Status, ended.Status);
        log.LogInformation("Order {OrderId} of {Tenant} is {Status}: {Files} files", ended.Id, ended.Tenant, ended.Status, ended.FilesCount);
        return true;
    }

    /// <summary>Why an order failed: what its first file says, whose name leads to the reasons of all others.</summary>
    private async Task<string> ReasonAsync(OrderSnapshot snapshot, CancellationToken cancellationToken)
    {
        var first = await files.FindFileAsync(snapshot.Order.Key, 0, 0, cancellationToken);
        var reason = $"No file could be prepared, of {snapshot.Counts.Total}. {first?.FileName}: {first?.Error}";
        return reason.Length <= MaxMessage ? reason : $"{reason[..MaxMessage]}...";
    }
}
