using ServerlessOrders.Catalog;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>A catalog with the blobs that it speaks of.</summary>
/// <param name="Catalog">The catalog.</param>
/// <param name="Archive">The blobs.</param>
internal sealed record Products(MemoryCatalog Catalog, MemoryArchive Archive)
{
    /// <summary>Collection <c>c</c> with so many products of one file each, of 10 bytes: <c>archive/p0.bin</c>, ...</summary>
    public static Products Of(int count, int pageSize = 100, Readability readability = Readability.Online)
    {
        var products = new Products(new MemoryCatalog(pageSize), new MemoryArchive());
        for (var i = 0; i < count; i++) products.Add($"p{i:D4}", $"content{i % 1000:D3}", readability);
        return products;
    }

    /// <summary>Adds a product of one file.</summary>
    public Products Add(
        string id, string content, Readability readability = Readability.Online, long? size = null, string? checksum = null, string? digest = null)
    {
        var name = $"{id}.bin";
        Archive.Put("archive/" + name, content, readability);
        Catalog.Add("c", id, new CatalogAsset(
            "data", name, DataType.RAWDATA, "application/octet-stream", "archive/" + name, false, size ?? content.Length, checksum, digest));
        return this;
    }
}
