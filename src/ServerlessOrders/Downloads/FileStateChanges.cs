using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Records what a delivery did to files of an order: DOWNLOADED, or DOWNLOAD_ERROR with a reason. Everything that follows from
/// it follows here: the order's figures, a slot that becomes free, an order that turns DONE_WITH_WARNING or back.
/// </summary>
/// <remarks>
/// Steps: (1) the files of each sub-order, 99 per transaction, (2) the order's copy of the sub-order, (3) its slot if it ended,
/// (4) the order's status if it was at its end. Each can be repeated, and all are repeated even if the files have the state
/// already: so a delivery that died in between is made up for when the client asks again.
/// </remarks>
internal sealed class FileStateChanges(
    OrderStore orders, FileStore files, FileChanges fileChanges, SlotUse slots, OrderEnding ending)
{
    /// <summary>Records the change of some files of one sub-order. Those that may not change so, or are gone, stay as they are.</summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="changes">The new state of each file by position, with the reason of an error.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task ApplyAsync(
        SubOrderKey key, IReadOnlyDictionary<int, FileChange> changes, CancellationToken cancellationToken)
    {
        // (1)
        SubOrderSummary? last = null;
        foreach (var part in changes.Keys.Order().Chunk(FileStore.MaxFilesPerRead))
        {
            last = await WriteAsync(key, changes, part, cancellationToken);
            if (last is null) return;
        }

        if (last is not null) await FollowAsync(key, last, cancellationToken);
    }

    /// <summary>Steps 2 to 4, once the files are written.</summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="last">The summary that was written last.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal async Task FollowAsync(SubOrderKey key, SubOrderSummary last, CancellationToken cancellationToken)
    {
        // (2)
        if (await orders.CopyAsync(key.Order, last, cancellationToken) is not { } copy) return;

        // (3)
        if (await orders.FindOrderAsync(key.Order, cancellationToken) is not { Value: var order }) return;
        if (copy is { Ended: true, External: false }) await ReleaseAsync(order, key, cancellationToken);

        // (4) If nothing was lost and this sub-order has lost nothing, a DONE order stays DONE: no need to look at all of it.
        var mayChange = order.Status == OrderStatus.DONE
            ? copy.Counts is { Error: > 0 } or { DownloadError: > 0 }
            : order is { Status: OrderStatus.DONE_WITH_WARNING, HasErrors: false } && copy.Counts is { Error: 0, DownloadError: 0 };
        if (mayChange) await ending.CorrectAsync(key.Order, cancellationToken);
    }

    /// <summary>
    /// The slot of the sub-order, unless a retry needs it again: seen to have ended after the order's generation was read, it can
    /// only have been taken anew in a later one.
    /// </summary>
    private async Task ReleaseAsync(Order order, SubOrderKey key, CancellationToken cancellationToken)
    {
        if (await files.FindSummaryAsync(key, cancellationToken) is { Value.Counts: { Pending: 0, Available: 0 } })
            await slots.ReleaseAsync(order, [key], cancellationToken);
    }

    private Task<SubOrderSummary?> WriteAsync(
        SubOrderKey key, IReadOnlyDictionary<int, FileChange> changes, int[] positions, CancellationToken cancellationToken) => fileChanges.ChangeAsync(
        key,
        async _ =>
        {
            var moves = new List<FileMove>();
            await foreach (var file in files.ReadAsync(key, positions[0], positions[^1] + 1, cancellationToken: cancellationToken))
            {
                if (changes.TryGetValue(file.Position, out var change) && FileTransitions.CanMove(file.State, change.To))
                    moves.Add(new FileMove(file, file.MoveTo(change.To, change.Error)));
            }

            return moves;
        },
        cancellationToken);
}

/// <summary>A new state of a file.</summary>
/// <param name="To">The state.</param>
/// <param name="Error">The reason of an error.</param>
internal sealed record FileChange(FileState To, string? Error = null)
{
    /// <summary>The file was fetched.</summary>
    public static FileChange Downloaded { get; } = new(FileState.DOWNLOADED);
}
