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
/// </summary>
internal static class CatalogRows
{
    /// <summary>Before the ids of collections.</summary>
    public const string IdPrefix = "id|";

    /// <summary>Sorts right behind every key that begins with <see cref="IdPrefix"/>.</summary>
    public const string AfterIds = "id}";

    /// <summary>The property of <see cref="Hash"/>.</summary>
    public const string HashProperty = "Hash";

    private const int ChunkBytes = 63 * 1024;

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
            yield return new TableEntity(partition, key) { ["Id"] = collection.Id, ["Title"] = collection.Title };
    }

    /// <summary>Reads either row of a collection.</summary>
    public static CatalogCollection ReadCollection(string tenant, TableEntity row)
    {
        var id = row.GetString("Id");
        return new CatalogCollection(id, row.GetString("Title"), Urns.Dataset(tenant, id));
    }

    /// <summary>The row of an item.</summary>
    public static TableEntity Item(string partition, CatalogItem item, ReadOnlySpan<byte> document)
    {
        var row = new TableEntity(partition, TableKeys.Encode(item.Id)) { [HashProperty] = SHA256.HashData(document) };
        for (var i = 0; i * ChunkBytes < document.Length; i++)
            row[Chunk(i)] = document[(i * ChunkBytes)..Math.Min(document.Length, (i + 1) * ChunkBytes)].ToArray();
        return row;
    }

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

    /// <summary>Reads the row of an item.</summary>
    public static CatalogItem ReadItem(string collection, TableEntity row)
    {
        var first = row.GetBinary(Chunk(0));
        if (!row.ContainsKey(Chunk(1))) return ItemDocument.Read(first, collection, row.RowKey);
        var document = new MemoryStream();
        for (var i = 0; row.TryGetValue(Chunk(i), out var chunk) && chunk is byte[] bytes; i++) document.Write(bytes);
        return ItemDocument.Read(document.GetBuffer().AsSpan(0, (int)document.Length), collection, row.RowKey);
    }

    private static string Chunk(int index) => $"Item{index:D2}";
}
