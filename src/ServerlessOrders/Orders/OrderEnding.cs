using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>Ends orders, and corrects the end of those that downloads have changed since.</summary>
public sealed class OrderEnding(OrderChanges changes, FileStore files)
{
    private const int MaxMessage = 500;

    /// <summary>Ends the order by that command; false where it has changed since it was read.</summary>
    public async Task<bool> TryEndAsync(OrderSnapshot snapshot, OrderCommand command, CancellationToken cancellationToken) =>
        await changes.TryChangeAsync(snapshot.Row, await EndAsync(snapshot, command, cancellationToken), cancellationToken) is not null;

    /// <summary>Makes the status of an order at its end follow what downloads did to its files.</summary>
    public Task CorrectAsync(OrderKey key, CancellationToken cancellationToken) => changes.ChangeByFiguresAsync(
        key,
        async snapshot => OrderEnd.Correction(snapshot.Order.Status, snapshot.Counts) is { } command
            ? await EndAsync(snapshot, command, cancellationToken)
            : null,
        cancellationToken);

    private async Task<OrderChange> EndAsync(OrderSnapshot snapshot, OrderCommand command, CancellationToken cancellationToken)
    {
        var message = command == OrderCommand.Fail ? await ReasonAsync(snapshot, cancellationToken) : snapshot.Order.Message;
        return new OrderChange(
            command,
            $"{snapshot.Counts.Total} files, {snapshot.Counts.Error + snapshot.Counts.DownloadError} of them in error",
            order => order with { HasErrors = snapshot.Counts.Error > 0, Message = message });
    }

    /// <summary>Why an order failed: what its first file says, whose name leads to the reasons of all others.</summary>
    private async Task<string> ReasonAsync(OrderSnapshot snapshot, CancellationToken cancellationToken)
    {
        var first = await files.FindFileAsync(new SubOrderKey(snapshot.Order.Key, 0), 0, cancellationToken);
        var reason = $"No file could be prepared, of {snapshot.Counts.Total}. {first?.FileName}: {first?.Error}";
        return reason.Length <= MaxMessage ? reason : $"{reason[..MaxMessage]}...";
    }
}
