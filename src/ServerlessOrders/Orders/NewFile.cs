using ServerlessOrders.Catalog;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>Makes an asset of the catalog a file of an order: for the order itself, and for a quote of it.</summary>
internal static class NewFile
{
    /// <summary>
    /// The longest id, name or media type, and half the longest address, that a file can have in characters: 99 files must fit
    /// a transaction (4 MiB), whatever characters they are made of, and one file a property (64 KiB).
    /// </summary>
    private const int MaxText = 1024;

    /// <summary>The file: PENDING, an external one AVAILABLE, and in ERROR with the reason if it can never be fetched.</summary>
    /// <param name="item">The product.</param>
    /// <param name="asset">Its asset.</param>
    /// <param name="position">The place in the order.</param>
    /// <param name="hosts">From which hosts external files may come.</param>
    public static OrderFile Of(CatalogItem item, CatalogAsset asset, int position, ExternalFilePolicy hosts)
    {
        var refusal = TooLong(item, asset) ?? (asset.External ? hosts.Refusal(asset.Href) : null);
        return new OrderFile
        {
            Position = position,
            State = FileTransitions.First(asset.External, refused: refusal is not null),
            Error = refusal,
            Collection = Cut(item.Collection, MaxText),
            Item = Cut(item.Id, MaxText),
            Asset = Cut(asset.Key, MaxText),
            Href = Cut(asset.Href, 2 * MaxText),
            External = asset.External,
            FileName = Cut(asset.FileName, MaxText),
            DataType = asset.DataType,
            MimeType = Cut(asset.MimeType, MaxText),
            Size = asset.Size,
            Checksum = asset.Checksum,
            DigestAlgorithm = asset.DigestAlgorithm,
        };
    }

    private static string? TooLong(CatalogItem item, CatalogAsset asset) =>
        asset.Href.Length > 2 * MaxText ? $"Its address has {asset.Href.Length} characters; at most {2 * MaxText} are possible"
        : Math.Max(item.Collection.Length, Math.Max(item.Id.Length, asset.Key.Length)) is > MaxText and var length
            ? $"An id of it has {length} characters; at most {MaxText} are possible"
        : null;

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
