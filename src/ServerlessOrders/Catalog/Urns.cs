using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessOrders.Catalog;

/// <summary>
/// The names that products and collections have towards clients (contract section 4): <c>URN:AIP:DATA:{tenant}:{uuid}:V1</c>
/// and <c>URN:AIP:DATASET:{tenant}:{uuid}:V1</c>. The uuid is a version-5 one (RFC 9562 section 5.5), so the same product
/// has the same URN wherever and whenever it is computed.
/// </summary>
/// <remarks>
/// The name that is hashed is the UTF-8 of <c>{n}:{collection}</c>, n being the length of the collection's id in UTF-8 bytes
/// as a decimal number, followed for a product by the UTF-8 of the item's id. The length keeps ("a", "b/c") and ("a/b", "c")
/// apart, whatever characters the ids hold.
/// </remarks>
internal static class Urns
{
    private const string ProductPrefix = "URN:AIP:DATA:";
    private const string DatasetPrefix = "URN:AIP:DATASET:";
    private const string Version = ":V1";

    /// <summary>The namespace of the version-5 UUIDs, drawn at random once for this product.</summary>
    public static readonly Guid Namespace = new("f3c1b1a6-5d0e-4c8e-9a57-2b7d64e0c9d3");

    /// <summary>The URN of an item.</summary>
    public static string Product(string tenant, string collection, string item) =>
        $"{ProductPrefix}{tenant}:{ProductUuid(collection, item):D}{Version}";

    /// <summary>The URN of a collection.</summary>
    public static string Dataset(string tenant, string collection) =>
        $"{DatasetPrefix}{tenant}:{DatasetUuid(collection):D}{Version}";

    /// <summary>The uuid in the URN of an item.</summary>
    public static Guid ProductUuid(string collection, string item) => NameUuid(NameOf(collection) + item);

    /// <summary>The uuid in the URN of a collection.</summary>
    public static Guid DatasetUuid(string collection) => NameUuid(NameOf(collection));

    /// <summary>Reads the uuid out of the URN of an item; null if the text is none of this tenant and version.</summary>
    public static Guid? ParseProduct(string tenant, string text) => Parse(ProductPrefix, tenant, text);

    /// <summary>Reads the uuid out of the URN of a collection; null if the text is none of this tenant and version.</summary>
    public static Guid? ParseDataset(string tenant, string text) => Parse(DatasetPrefix, tenant, text);

    private static Guid? Parse(string prefix, string tenant, string text)
    {
        var start = prefix.Length + tenant.Length + 1;
        return text.Length == start + 36 + Version.Length
            && text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && text.AsSpan(prefix.Length, tenant.Length).SequenceEqual(tenant)
            && text[start - 1] == ':'
            && text.EndsWith(Version, StringComparison.OrdinalIgnoreCase)
            && Guid.TryParseExact(text.AsSpan(start, 36), "D", out var uuid)
                ? uuid
                : null;
    }

    private static string NameOf(string collection) =>
        string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(collection)}:{collection}");

    private static Guid NameUuid(string name)
    {
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        Namespace.TryWriteBytes(bytes, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(16));

        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 for version 5; nothing is protected by it.
        SHA1.HashData(bytes, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
