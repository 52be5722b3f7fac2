using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Pages of an order's files. The order's copies of its sub-orders carry their counts, so a deep page skips whole sub-orders and
/// reads only those (at most 5000 files each) that it touches.
/// </summary>
internal sealed class FileListing(FileStore files)
{
    /// <summary>By what lists of files can be sorted.</summary>
    public static IReadOnlyCollection<string> Sortable { get; } = ["id"];

    /// <summary>The order if none is asked for.</summary>
    public static SortKey ById { get; } = new("id");

    /// <summary>A page of the files of some sub-orders; empty if the order's files are gone.</summary>
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

    /// <summary>
    /// The AVAILABLE files behind a position, or before it if the list runs backwards. By keys: what was fetched meanwhile moves
    /// nothing, and what lies before is not read.
    /// </summary>
    /// <param name="snapshot">The order.</param>
    /// <param name="subOrders">The sub-orders, by position.</param>
    /// <param name="after">The position of the last file seen; null for the start of the list.</param>
    /// <param name="request">How many, and in which direction.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The page, and whether there are more behind it now.</returns>
    public async Task<(Page<ListedFile> Page, bool More)> ReadAvailableAfterAsync(
        OrderSnapshot snapshot, IReadOnlyList<SubOrder> subOrders, int? after, PageRequest request, CancellationToken cancellationToken)
    {
        var backwards = request.Sort[0].Descending;
        var found = new List<ListedFile>(request.Size + 1);
        var key = snapshot.Order.Key;
        var some = subOrders.Where(sub => sub.Counts.Available > 0 && (backwards ? sub.First < (after ?? sub.End) : sub.End > after + 1 || after is null)).ToList();
        if (!backwards)
        {
            found = await files.ReadAsync(key, some, (after ?? -1) + 1, FileState.AVAILABLE, request.Size + 1, cancellationToken)
                .Take(request.Size + 1).Select(of => new ListedFile(of.SubOrder, of.File)).ToListAsync(cancellationToken);
        }
        else
        {
            // Rows come forwards only, so backwards all of a sub-order are read, 5000 at most.
            foreach (var sub in Enumerable.Reverse(some))
            {
                var wanted = request.Size + 1 - found.Count;
                if (wanted <= 0) break;
                var own = await files.ReadAsync(sub.KeyIn(key), sub.First, Math.Min(sub.End, after ?? sub.End), FileState.AVAILABLE, cancellationToken: cancellationToken)
                    .Select(file => new ListedFile(sub, file)).ToListAsync(cancellationToken);
                found.AddRange(own.TakeLast(wanted).Reverse());
            }
        }

        var total = subOrders.Sum(sub => (long)sub.Counts.Available);
        return (new Page<ListedFile>([.. found.Take(request.Size)], total), found.Count > request.Size);
    }

    private async Task<List<ListedFile>> ReadForwardsAsync(
        OrderKey key, IReadOnlyList<SubOrder> subOrders, FileState? state, long skip, int take, CancellationToken cancellationToken)
    {
        // Whole sub-orders before the page are not read.
        var from = 0;
        while (from < subOrders.Count && skip >= Count(subOrders[from], state)) skip -= Count(subOrders[from++], state);
        if (from == subOrders.Count) return [];

        // Without a state the place in the sub-order is the position; with one the files before have to be counted.
        var first = state is null ? subOrders[from].First + (int)skip : 0;
        var wanted = state is null ? take : (int)skip + take;
        return await files.ReadAsync(key, [.. subOrders.Skip(from).Where(sub => Count(sub, state) > 0)], first, state, wanted, cancellationToken)
            .Skip(state is null ? 0 : (int)skip).Take(take)
            .Select(of => new ListedFile(of.SubOrder, of.File)).ToListAsync(cancellationToken);
    }

    private static int Count(SubOrder sub, FileState? state) => state switch
    {
        null => sub.Counts.Total,
        FileState.AVAILABLE => sub.Counts.Available,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Only all files or the AVAILABLE ones are listed."),
    };
}

/// <summary>A file and where it belongs.</summary>
/// <param name="SubOrder">Its sub-order.</param>
/// <param name="File">The file.</param>
internal sealed record ListedFile(SubOrder SubOrder, OrderFile File);
