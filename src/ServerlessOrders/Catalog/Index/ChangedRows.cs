using Azure;
using Azure.Data.Tables;

namespace ServerlessOrders.Catalog.Index;

/// <summary>What writing or removing one item changes in its partition.</summary>
/// <param name="Actions">The rows.</param>
/// <param name="Bytes">About how many bytes they have.</param>
/// <param name="Added">1 for a new item, -1 for one that is removed, else 0.</param>
/// <param name="Entry">The item's new entry in the index; null for one that is removed.</param>
/// <param name="Held">What there is more to order afterwards; null if nobody knows, as what was there is of before that was kept.</param>
/// <param name="OldBlob">The blob that nothing leads to afterwards, or null.</param>
internal sealed record ChangedRows(
    IReadOnlyList<TableTransactionAction> Actions, int Bytes, int Added, IndexEntry? Entry, Holdings? Held, string? OldBlob)
{
    // Table Storage takes 100 rows and 4 MiB per transaction: one is the summary's, and base64 and row headers take more than a third.
    private const int MaxRows = 99;
    private const int MaxBytes = 2_500_000;

    /// <summary>Writes an item in place of what is there.</summary>
    public static ChangedRows Of(string partition, CatalogItem item, ItemContent content, string? blob, TableEntity? old)
    {
        var entry = IndexEntry.Of(item);
        var row = CatalogRows.Item(partition, item.Key, content, blob);
        IndexRows.Note(row, entry);
        var held = Holdings.Of(item);
        IndexRows.Note(row, held);
        var index = IndexRows.Of(row, entry, content.Bytes).ToList();
        var actions = index.Prepend(row).Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r))
            .Concat(Gone(partition, old, index.Select(r => r.RowKey)));
        var oldBlob = old?.GetString(CatalogRows.StacBlobProperty);
        return new ChangedRows([.. actions], content.Bytes * (1 + index.Count), old is null ? 1 : 0, entry, Change(held, old), oldBlob == blob ? null : oldBlob);
    }

    /// <summary>Removes an item.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="old">Its row, read in the version that must still be there.</param>
    public static ChangedRows Removal(string partition, TableEntity old) => new(
        [new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, old.RowKey), ETag.All), .. Gone(partition, old, [])],
        0, -1, null, Change(Holdings.None, old), old.GetString(CatalogRows.StacBlobProperty));

    /// <summary>Puts writes together as transactions can take them.</summary>
    public static IEnumerable<List<ChangedRows>> Transactions(IEnumerable<ChangedRows> writes)
    {
        var some = new List<ChangedRows>();
        var (rows, bytes) = (0, 0);
        foreach (var write in writes)
        {
            if (some.Count > 0 && (rows + write.Actions.Count > MaxRows || bytes + write.Bytes > MaxBytes))
            {
                yield return some;
                some = [];
                (rows, bytes) = (0, 0);
            }

            some.Add(write);
            (rows, bytes) = (rows + write.Actions.Count, bytes + write.Bytes);
        }

        if (some.Count > 0) yield return some;
    }

    private static Holdings? Change(Holdings now, TableEntity? old) =>
        old is null ? now : IndexRows.Held(old) is { } before ? now - before : null;

    private static IEnumerable<TableTransactionAction> Gone(string partition, TableEntity? old, IEnumerable<string> kept) =>
        (old is null ? [] : IndexRows.Noted(old).Except(kept))
            .Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All));
}
