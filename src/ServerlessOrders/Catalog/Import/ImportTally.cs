namespace ServerlessOrders.Catalog.Import;

/// <summary>Counts what an import does and keeps its warnings; safe to use from several threads.</summary>
internal sealed class ImportTally
{
    private const int MaxWarnings = 100;

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _collections = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];
    private long _omitted;
    private long _items;
    private long _files;
    private long _bytes;
    private long _unchanged;

    /// <summary>Counts an item and its files.</summary>
    public void Add(CatalogItem item)
    {
        lock (_lock)
        {
            _collections.Add(item.Collection);
            _items++;
            _files += item.Assets.Count;
            _bytes += item.Assets.Sum(a => a.Size ?? 0);
        }
    }

    /// <summary>Counts a collection.</summary>
    public void Add(CatalogCollection collection)
    {
        lock (_lock) _collections.Add(collection.Id);
    }

    /// <summary>Counts a file that needed no upload.</summary>
    public void AddUnchanged() => Interlocked.Increment(ref _unchanged);

    /// <summary>Keeps a warning; past a hundred they are only counted.</summary>
    public void Warn(string warning)
    {
        lock (_lock)
        {
            if (_warnings.Count < MaxWarnings) _warnings.Add(warning);
            else _omitted++;
        }
    }

    /// <summary>What was counted so far.</summary>
    public ImportResult ToResult()
    {
        lock (_lock)
        {
            string[] more = _omitted > 0 ? [$"There are {_omitted} more warnings."] : [];
            return new ImportResult(
                [.. _collections], _items, _files, _bytes, Interlocked.Read(ref _unchanged), [.. _warnings, .. more]);
        }
    }
}
