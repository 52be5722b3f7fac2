using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Files;

/// <summary>
/// Pages of an order's files. The order's copies of its sub-orders carry their counts, so a deep page skips whole sub-orders and
/// reads only those (at most 5000 files each) that it touches.
/// </summary>
public sealed class FileListing(FileStore files)
{
    /// <summary>By what lists of files can be sorted.</summary>
    public static IReadOnlyCollection<string> Sortable { get; } = ["id"];

    /// <summary>The order where none is asked for.</summary>
    public static SortKey ById { get; } = new("id");

    /// <summary>A page of the files of some sub-orders; empty where the order's files are gone.</summary>
    /// <param name="snapshot">The order.</param>
    /// <param name="subOrders">The sub-orders, by position.</param>
    /// <param name="state">Only files in this state; null for all.</param>
    /// <param name="request">The page.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Page<ListedFile>> ReadAsync(
        OrderSnapshot snapshot,
        IReadOnlyList<SubOrder> subOrders,
        FileState? state,
        PageRequest request,
        CancellationToken cancellationToken)
    {
        if (snapshot.Order.FilesAreGone) return new Page<ListedFile>([], 0);
        var total = subOrders.Sum(sub => (long)Count(sub, state));
        if (request.Offset >= total) return new Page<ListedFile>([], total);

        // The page seen from the first file on.
        var count = (int)Math.Min(request.Size, total - request.Offset);
        var backwards = request.Sort[0].Descending;
        var found = await ReadForwardsAsync(
            snapshot.Order.Key, subOrders, state, backwards ? total - request.Offset - count : request.Offset, count, cancellationToken);
        if (backwards) found.Reverse();
        return new Page<ListedFile>(found, total);
    }

    private async Task<List<ListedFile>> ReadForwardsAsync(
        OrderKey key, IReadOnlyList<SubOrder> subOrders, FileState? state, long skip, int take, CancellationToken cancellationToken)
    {
        var found = new List<ListedFile>(take);
        foreach (var sub in subOrders)
        {
            if (found.Count == take) break;
            var count = Count(sub, state);
            if (skip >= count)
            {
                skip -= count;
                continue;
            }

            // Without a state the place in the sub-order is the position; with one the files before have to be counted.
            var first = state is null ? sub.First + (int)skip : sub.First;
            var end = sub.First + sub.Counts.Total;
            var last = state is null ? Math.Min(first + take - found.Count, end) : end;
            if (state is null) skip = 0;
            await foreach (var file in files.ReadAsync(key, sub.First, first, last, state, cancellationToken))
            {
                if (skip-- > 0) continue;
                found.Add(new ListedFile(sub.First, file));
                if (found.Count == take) break;
            }

            skip = 0;
        }

        return found;
    }

    private static int Count(SubOrder sub, FileState? state) => state switch
    {
        null => sub.Counts.Total,
        FileState.AVAILABLE => sub.Counts.Available,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Only all files or the AVAILABLE ones are listed."),
    };
}

/// <summary>A file and where it belongs.</summary>
/// <param name="SubOrder">First position of its sub-order.</param>
/// <param name="File">The file.</param>
public sealed record ListedFile(int SubOrder, OrderFile File);
