using System.Security.Cryptography;

namespace ServerlessOrders.Catalog;

/// <summary>An item as its row holds it.</summary>
/// <param name="Document">The item for selections and orders (<see cref="ItemDocument"/>).</param>
/// <param name="Stac">The STAC document, compressed; null if there is none.</param>
/// <param name="Hash">SHA-256 of both: the version of the item.</param>
internal sealed record ItemContent(byte[] Document, byte[]? Stac, byte[] Hash)
{
    /// <summary>True for a STAC document that does not fit into the row beside the item, and so lies in a blob.</summary>
    public bool StacInBlob => Stac is not null && Document.Length + Stac.Length > ItemDocument.MaxBytes;

    /// <summary>Its bytes in a row.</summary>
    public int Bytes => Document.Length + (StacInBlob ? 0 : Stac?.Length ?? 0);

    public static ItemContent Of(CatalogItem item)
    {
        var (document, stac) = (ItemDocument.Write(item), item.Stac?.Packed);
        return new ItemContent(document, stac, SHA256.HashData(stac is null ? document : [.. document, .. stac]));
    }
}
