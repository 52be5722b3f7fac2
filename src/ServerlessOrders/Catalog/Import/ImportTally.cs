using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Catalog.Import;

/// <summary>Counts what an import does and keeps its notes; safe to use from several threads.</summary>
internal sealed class ImportTally
{
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _collections = new(StringComparer.Ordinal);
    private readonly List<ImportNote> _notes = [];
    private long _omitted;
    private long _leftOut;
    private long _items;
    private long _replaced;
    private long _unchangedItems;
    private long _files;
    private long _bytes;
    private long _unchanged;

    /// <summary>Counts items and their files.</summary>
    public void Add(CatalogWrite write)
    {
        lock (_lock)
        {
            foreach (var item in write.Items)
            {
                _collections.Add(item.Collection);
                _files += item.Assets.Count;
                _bytes += item.Assets.Sum(a => a.Size ?? 0);
            }

            _items += write.Items.Count;
            _replaced += write.Replaced;
            _unchangedItems += write.Unchanged;
        }
    }

    /// <summary>Counts a collection.</summary>
    public void Add(CatalogCollection collection)
    {
        lock (_lock) _collections.Add(collection.Id);
    }

    /// <summary>Counts a file that needed no upload.</summary>
    public void AddUnchanged() => Interlocked.Increment(ref _unchanged);

    /// <summary>Keeps a note; beyond <see cref="ImportResult.MaxNotes"/> it is only counted.</summary>
    public void Note(ImportNote note)
    {
        lock (_lock)
        {
            if (note.LeftOut) _leftOut++;
            if (_notes.Count < ImportResult.MaxNotes) _notes.Add(note);
            else _omitted++;
        }
    }

    /// <summary>What was counted so far.</summary>
    public ImportResult ToResult()
    {
        lock (_lock)
        {
            return new ImportResult([.. _collections], _items, _files, _bytes, Interlocked.Read(ref _unchanged), [.. _notes])
            {
                Added = _items - _replaced - _unchangedItems,
                Replaced = _replaced,
                UnchangedItems = _unchangedItems,
                LeftOut = _leftOut,
                OmittedNotes = _omitted,
            };
        }
    }
}
