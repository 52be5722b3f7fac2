using ServerlessOrders.Catalog;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Quotes;

/// <summary>
/// Counts the files of a selection as its expansion would: the same files, in sub-orders of the same size. Keeps no file but the first
/// ones of our storage, whose tiers are worth a look.
/// </summary>
internal sealed class QuoteTally(OrdersOptions options, ExternalFilePolicy hosts)
{
    /// <summary>Of how many files the tier is looked up: more would not fit into the memory of a small instance.</summary>
    public const int MaxLookedUp = 100_000;

    private readonly List<OrderFile> _ours = [];
    private readonly List<(int Position, UnavailableFile File)> _unavailable = [];
    private FileCounts _open = new();
    private FileCounts _openExternal = new();

    /// <summary>All files so far.</summary>
    public FileCounts Counts { get; private set; } = new();

    /// <summary>The files of other hosts so far.</summary>
    public FileCounts External { get; private set; } = new();

    /// <summary>Sub-orders that need preparation.</summary>
    public int OurSubOrders { get; private set; }

    /// <summary>Sub-orders of external files.</summary>
    public int ExternalSubOrders { get; private set; }

    /// <summary>The size of the largest file so far.</summary>
    public long Largest { get; private set; }

    /// <summary>The first files of our storage, at most <see cref="MaxLookedUp"/>.</summary>
    public IReadOnlyList<OrderFile> Ours => _ours;

    /// <summary>True if there are more files of our storage than that.</summary>
    public bool HasMoreOfOurs { get; private set; }

    /// <summary>The work of the sub-order that will take longest to be prepared.</summary>
    public long LargestWork { get; private set; }

    /// <summary>The first files that would be in error, each with its place.</summary>
    public IReadOnlyList<(int Position, UnavailableFile File)> Unavailable => _unavailable;

    /// <summary>A dataset selection begins sub-orders of its own.</summary>
    public void BeginDataset() => (_open, _openExternal) = (new(), new());

    /// <summary>Counts the files of a product.</summary>
    public void Add(CatalogItem item, Baskets.FileFilters filters)
    {
        foreach (var asset in item.Assets.Where(filters.Accepts)) Add(NewFile.Of(item, asset, Counts.Total, hosts));
    }

    private void Add(OrderFile file)
    {
        Counts = Sum(Counts, file);
        Largest = Math.Max(Largest, file.CountedBytes);
        if (file.Error is { } reason && _unavailable.Count < OrderQuote.MaxUnavailable)
            _unavailable.Add((file.Position, new UnavailableFile(file.Item, file.Asset, reason)));
        if (file.External)
        {
            External = Sum(External, file);
            if (StartsSubOrder(ref _openExternal, file)) ExternalSubOrders++;
            return;
        }

        if (StartsSubOrder(ref _open, file)) OurSubOrders++;
        LargestWork = Math.Max(LargestWork, PreparationBegun.WorkOf(_open));
        if (file.Error is not null) return;
        if (_ours.Count < MaxLookedUp) _ours.Add(file);
        else HasMoreOfOurs = true;
    }

    private bool StartsSubOrder(ref FileCounts open, OrderFile file)
    {
        var starts = open.Total == 0 || !options.Takes(open, file);
        open = (starts ? new FileCounts() : open).Add(file.State, file.CountedBytes);
        return starts;
    }

    // The sizes that a catalog claims may have no sum.
    private static FileCounts Sum(FileCounts counts, OrderFile file) => counts + new FileCounts().Add(file.State, file.CountedBytes);
}
