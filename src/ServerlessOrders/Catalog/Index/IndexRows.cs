using System.Globalization;
using Azure.Data.Tables;
using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Index;

/// <summary>
/// The rows of the index, in the partition of the items: one of its summary, and for each item one by time and one by place. Those
/// hold a copy of the item, so that what a search finds is read in the order of the index and not item by item; a large item is not
/// copied, and read from its own row.
/// </summary>
internal static class IndexRows
{
    // Of larger items a thousand rows would no longer fit into one answer of Table Storage (4 MiB).
    private const int MaxCopy = 16 * 1024;

    private const string From = "From";
    private const string To = "To";

    /// <summary>The property of rows that keep what an item, or all of them, hold.</summary>
    public const string HeldProperty = "Held";

    /// <summary>The keys that lead to an item's rows in the index, as properties of its own row.</summary>
    public static readonly string[] KeyColumns = ["TimeKey", "PlaceKey"];

    /// <summary>Notes the keys in an item's own row.</summary>
    public static void Note(TableEntity item, IndexEntry entry) => (item["TimeKey"], item["PlaceKey"]) = (entry.TimeKey, entry.PlaceKey);

    /// <summary>The keys that an item's own row notes.</summary>
    public static IEnumerable<string> Noted(TableEntity item) => KeyColumns.Select(item.GetString).OfType<string>();

    /// <summary>Notes what an item holds in its own row, or what all hold in that of the summary.</summary>
    public static void Note(TableEntity row, Holdings held) => row[HeldProperty] = string.Create(
        CultureInfo.InvariantCulture, $"{held.Files} {held.Bytes} {held.Unsized} {held.ArchivedFiles} {held.ArchivedBytes}");

    /// <summary>What a row notes of that; null for rows of before it was kept.</summary>
    public static Holdings? Held(TableEntity row)
    {
        var parts = row.GetString(HeldProperty)?.Split(' ');
        return parts is not { Length: 5 } ? null : new Holdings(Part(0), Part(1), Part(2), Part(3), Part(4));

        long Part(int index) => long.Parse(parts[index], CultureInfo.InvariantCulture);
    }

    /// <summary>The rows of an item.</summary>
    public static IEnumerable<TableEntity> Of(TableEntity item, IndexEntry entry, int bytes)
    {
        foreach (var key in new[] { entry.TimeKey, entry.PlaceKey }.OfType<string>())
        {
            var row = new TableEntity(item.PartitionKey, key) { ["Item"] = item.RowKey };
            if (entry is { Start: { } start, End: { } end }) (row[From], row[To]) = (IndexKeys.Instant(start), IndexKeys.Instant(end));
            if (entry.Place is { } box)
            {
                (row["W"], row["S"]) = (IndexKeys.Degrees(box.West), IndexKeys.Degrees(box.South));
                (row["E"], row["N"]) = (IndexKeys.Degrees(box.East), IndexKeys.Degrees(box.North));
            }

            if (bytes <= MaxCopy) CatalogRows.CopyContent(item, row);
            yield return row;
        }
    }

    /// <summary>The properties that selections look at, in rows of the index.</summary>
    public static readonly string[] SelectionColumns = [.. CatalogRows.SelectionColumns, "Item"];

    /// <summary>The key of the item that a row of the index leads to.</summary>
    public static string ItemKey(TableEntity row) => row.GetString("Item");

    /// <summary>The rows of a range, behind a key, that can meet what is asked for.</summary>
    public static string Filter(string partition, IndexRange range, string? after, (DateTimeOffset From, DateTimeOffset To)? time)
    {
        // The order means nothing to Table Storage. Azurite tests every row of the table in it: few of one collection are in the range.
        var keys = after is not null && string.CompareOrdinal(after, range.First) >= 0
            ? TableClient.CreateQueryFilter($"RowKey gt {after} and RowKey lt {range.End} and PartitionKey eq {partition}")
            : TableClient.CreateQueryFilter($"RowKey ge {range.First} and RowKey lt {range.End} and PartitionKey eq {partition}");
        if (time is { } asked)
            keys += " and " + TableClient.CreateQueryFilter($"From le {IndexKeys.Instant(asked.To)} and To ge {IndexKeys.Instant(asked.From)}");
        return keys + Place(range);
    }

    public static TableEntity Summary(string partition, IndexSummary summary)
    {
        var row = new TableEntity(partition, IndexKeys.Summary)
        {
            ["Items"] = summary.Items, ["Made"] = summary.Made, ["Spans"] = summary.Spans, ["Levels"] = summary.Levels,
        };
        if (summary.Held is { } held) Note(row, held);
        if (summary is { Start: { } start, End: { } end }) (row[From], row[To]) = (start.UtcTicks, end.UtcTicks);
        if (summary.Place is { } box) (row["W"], row["S"], row["E"], row["N"]) = (box.West, box.South, box.East, box.North);
        return row;
    }

    public static IndexSummary ReadSummary(TableEntity row) => new(
        row.GetInt64("Items") ?? 0,
        row.GetString("Made") ?? "",
        Kinds(row, "Spans"),
        Kinds(row, "Levels"),
        row.GetInt64(From) is { } start ? new DateTimeOffset(start, TimeSpan.Zero) : null,
        row.GetInt64(To) is { } end ? new DateTimeOffset(end, TimeSpan.Zero) : null,
        row.TryGetValue("W", out var west) ? new BoundingBox(Number(west), Number(row["S"]), Number(row["E"]), Number(row["N"])) : null,
        Held(row));

    // An index of before its making was noted does not tell of items without time or place: there may be some.
    private static int Kinds(TableEntity row, string name) =>
        (row.GetInt32(name) ?? 0) | (row.GetString("Made") is { Length: > 0 } ? 0 : IndexSummary.Unknown);

    private static string Place(IndexRange range)
    {
        if (range.Box is not { } box) return "";
        var latitudes = " and " + TableClient.CreateQueryFilter($"S le {IndexKeys.Degrees(box.North + 2e-6)} and N ge {IndexKeys.Degrees(box.South - 2e-6)}");
        return range.Longitudes
            ? latitudes + " and " + TableClient.CreateQueryFilter($"W le {IndexKeys.Degrees(box.East + 2e-6)} and E ge {IndexKeys.Degrees(box.West - 2e-6)}")
            : latitudes;
    }

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
