using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Lifetime;

/// <summary>Ends orders, and corrects the end of those that downloads have changed since.</summary>
internal sealed class OrderEnding(OrderChanges changes, FileStore files, UnfinishedOrderStore unfinished, IOrderWorkflows workflows)
{
    private const int MaxMessage = 500;

    /// <summary>Ends the order by that command.</summary>
    /// <returns>The order as it ended; null if it has changed since it was read.</returns>
    public async Task<Stored<Order>?> TryEndAsync(OrderSnapshot snapshot, OrderCommand command, CancellationToken cancellationToken) =>
        await changes.TryChangeAsync(snapshot.Row, await EndAsync(snapshot, command, cancellationToken), cancellationToken);

    /// <summary>Makes the status of an order at its end follow what downloads did to its files.</summary>
    public async Task CorrectAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var corrected = await changes.ChangeByFiguresAsync(
            key,
            async snapshot =>
            {
                if (OrderEnd.Correction(snapshot.Order.Status, snapshot.Counts) is not { } command) return null;
                // Nobody drives an order at its end, and there will be an event to send: so the note comes first.
                if (snapshot.Order.Receivers.Count > 0) await unfinished.AddAsync(key, cancellationToken);
                return await EndAsync(snapshot, command, cancellationToken);
            },
            cancellationToken);
        if (corrected?.NextSending is not null) await workflows.WakeAsync(key, cancellationToken);
    }

    private async Task<OrderChange> EndAsync(OrderSnapshot snapshot, OrderCommand command, CancellationToken cancellationToken)
    {
        var message = command == OrderCommand.Fail ? await ReasonAsync(snapshot, cancellationToken) : snapshot.Order.Message;
        return new OrderChange(
            command,
            $"{snapshot.Counts.Total} files, {snapshot.Counts.Error + snapshot.Counts.DownloadError} of them in error",
            order => order with { HasErrors = snapshot.Counts.Error > 0, Message = message })
        {
            Errors = snapshot.Counts.Error + snapshot.Counts.DownloadError,
        };
    }

    /// <summary>Why an order failed: what its first file says, whose name leads to the reasons of all others.</summary>
    private async Task<string> ReasonAsync(OrderSnapshot snapshot, CancellationToken cancellationToken)
    {
        var first = await files.FindFileAsync(new SubOrderKey(snapshot.Order.Key, 0), 0, cancellationToken);
        var reason = $"No file could be prepared, of {snapshot.Counts.Total}. {first?.FileName}: {first?.Error}";
        return reason.Length <= MaxMessage ? reason : $"{reason[..MaxMessage]}...";
    }
}
