using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog;

/// <summary>
/// The rows of the built-in catalog. A tenant's collections share a partition, two rows each: <c>id|...</c> and <c>urn|...</c>,
/// by which a URN finds its id. The items of a collection share a partition, ordered by their encoded id; an item is one JSON
/// document (<see cref="ItemDocument"/>), cut to fit the 64 KiB of a property. Beside them a partition of small rows, one for
/// each group of items that was written together, leads from the uuids of their URNs to their keys, as a URN does not tell its id.
/// The index of time and place lies before the items, in their partition (<see cref="Index.IndexRows"/>).
/// </summary>
internal static class CatalogRows
{
    /// <summary>Before the ids of collections.</summary>
    public const string IdPrefix = "id|";

    /// <summary>Sorts right behind every key that begins with <see cref="IdPrefix"/>.</summary>
    public const string AfterIds = "id}";

    /// <summary>The property of <see cref="Hash"/>.</summary>
    public const string HashProperty = "Hash";

    /// <summary>The name of the blob that holds an item's STAC document, if its row does not.</summary>
    public const string StacBlobProperty = "StacBlob";

    private const int ChunkBytes = 63 * 1024;
    private const string ItemChunks = "Item";
    private const string StacChunks = "Stac";
    private const string OwnChunks = "Own";

    /// <summary>The properties that selections look at: all but the STAC document.</summary>
    public static readonly string[] SelectionColumns =
        ["PartitionKey", "RowKey", .. Enumerable.Range(0, ItemDocument.MaxBytes / ChunkBytes).Select(i => Chunk(ItemChunks, i))];

    /// <summary>The partition of a tenant's collections.</summary>
    public static string CollectionsPartition(string tenant) => $"collections|{TableKeys.Encode(tenant)}";

    /// <summary>The partition of a collection's items. <c>|</c> cannot come out of the encoding, so no two share one.</summary>
    public static string ItemsPartition(string tenant, string collection) =>
        $"items|{TableKeys.Encode(tenant)}|{TableKeys.Encode(collection)}";

    /// <summary>The partition that leads from URNs to the items of a collection.</summary>
    public static string UrnsPartition(string tenant, string collection) =>
        $"urns|{TableKeys.Encode(tenant)}|{TableKeys.Encode(collection)}";

    /// <summary>The row key of a collection by its id.</summary>
    public static string CollectionKey(string id) => IdPrefix + TableKeys.Encode(id);

    /// <summary>The row key of a collection by its URN.</summary>
    public static string UrnKey(Guid uuid) => $"urn|{uuid:N}";

    /// <summary>The two rows of a collection.</summary>
    public static IEnumerable<TableEntity> Collection(string tenant, CatalogCollection collection)
    {
        var partition = CollectionsPartition(tenant);
        foreach (var key in new[] { CollectionKey(collection.Id), UrnKey(Urns.DatasetUuid(collection.Id)) })
        {
            var row = new TableEntity(partition, key) { ["Id"] = collection.Id, ["Title"] = collection.Title };
            if (key == CollectionKey(collection.Id) && collection.Stac is { } stac) Put(row, StacChunks, stac.Packed);
            if (collection.Own is { } own) Put(row, OwnChunks, ItemDocument.Write(own));
            yield return row;
        }
    }

    /// <summary>Reads either row of a collection.</summary>
    public static CatalogCollection ReadCollection(string tenant, TableEntity row)
    {
        var id = row.GetString("Id");
        return new CatalogCollection(
            id,
            row.GetString("Title"),
            Urns.Dataset(tenant, id),
            Take(row, StacChunks) is { } stac ? StacText.OfPacked(stac) : null,
            Take(row, OwnChunks) is { } own ? ItemDocument.Read(own, id, "") : null);
    }

    /// <summary>The row of an item.</summary>
    public static TableEntity Item(string partition, string key, ItemContent content, string? stacBlob)
    {
        var row = new TableEntity(partition, key) { [HashProperty] = content.Hash };
        Put(row, ItemChunks, content.Document);
        if (stacBlob is not null) row[StacBlobProperty] = stacBlob;
        else if (content.Stac is { } stac) Put(row, StacChunks, stac);
        return row;
    }

    /// <summary>Copies what an item's row holds of the item into another row.</summary>
    public static void CopyContent(TableEntity item, TableEntity copy)
    {
        foreach (var (name, value) in item)
            if (value is not null && (IsChunk(name, ItemChunks) || IsChunk(name, StacChunks) || name == StacBlobProperty)) copy[name] = value;
    }

    /// <summary>True for a row that holds its item, or a copy of it.</summary>
    public static bool HasContent(TableEntity row) => row.GetBinary(Chunk(ItemChunks, 0)) is not null;

    /// <summary>The SHA-256 of an item's document; null in rows of before it was kept.</summary>
    public static byte[]? Hash(TableEntity row) => row.GetBinary(HashProperty);

    /// <summary>
    /// The row that leads from the URNs of up to 100 items to their keys. Its own key is a hash of theirs: the same items make the
    /// same row, others never replace it. It cannot go stale, as the key of a URN never changes.
    /// </summary>
    public static TableEntity ItemUrns(string partition, IReadOnlyCollection<CatalogItem> items)
    {
        var keys = string.Join('\n', items.Select(i => TableKeys.Encode(i.Id)));
        var uuids = items.SelectMany(i => Urns.ProductUuid(i.Collection, i.Id).ToByteArray()).ToArray();
        return new TableEntity(partition, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keys))))
        {
            ["Uuids"] = uuids, ["Keys"] = keys,
        };
    }

    /// <summary>Reads uuids and keys out of a row of URNs.</summary>
    public static IEnumerable<(Guid Uuid, string Key)> ReadItemUrns(TableEntity row) =>
        row.GetBinary("Uuids").Chunk(16).Select(uuid => new Guid(uuid)).Zip(row.GetString("Keys").Split('\n'));

    /// <summary>Reads the row of an item, or a copy of it.</summary>
    /// <exception cref="InvalidDataException">The row holds no item.</exception>
    public static CatalogItem ReadItem(string collection, string key, TableEntity row)
    {
        var document = Take(row, ItemChunks) ?? throw new InvalidDataException($"The row of the item {key} holds no item.");
        var item = ItemDocument.Read(document, collection, key);
        return Take(row, StacChunks) is { } stac ? item with { Stac = StacText.OfPacked(stac) }
            : row.TryGetValue(StacBlobProperty, out var blob) && blob is string name ? item with { StacBlob = name }
            : item;
    }

    private static void Put(TableEntity row, string name, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i * ChunkBytes < bytes.Length; i++)
            row[Chunk(name, i)] = bytes[(i * ChunkBytes)..Math.Min(bytes.Length, (i + 1) * ChunkBytes)].ToArray();
    }

    private static byte[]? Take(TableEntity row, string name)
    {
        if (Find(row, name, 0) is not { } first) return null;
        if (Find(row, name, 1) is null) return first;
        var bytes = new MemoryStream();
        for (var i = 0; Find(row, name, i) is { } chunk; i++) bytes.Write(chunk);
        return bytes.ToArray();
    }

    private static byte[]? Find(TableEntity row, string name, int index) =>
        row.TryGetValue(Chunk(name, index), out var chunk) ? chunk as byte[] : null;

    private static bool IsChunk(string property, string name) =>
        property.Length == name.Length + 2 && property.StartsWith(name, StringComparison.Ordinal) && property[^2..].All(char.IsAsciiDigit);

    private static string Chunk(string name, int index) => $"{name}{index:D2}";
}
