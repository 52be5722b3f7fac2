using System.Security.Cryptography;

namespace ServerlessOrders;

/// <summary>
/// An algorithm of checksums under all of its names: the one table of those that the service reads from catalogs, verifies, and
/// tells its clients. A checksum of any other is kept and shown as it came, and neither verified nor put where a client would.
/// </summary>
internal sealed record DigestAlgorithm
{
    /// <summary>What the service computes of a file whose catalog gives no checksum.</summary>
    public static readonly DigestAlgorithm Sha256 = new()
    {
        Name = "SHA-256", Bytes = 32, Hash = HashAlgorithmName.SHA256, Multicodec = 0x12,
        Metalink3 = "sha256", Iana = "sha-256", ReprDigest = "sha-256", Digest = "SHA-256",
    };

    /// <summary>What storage knows of most of its blobs.</summary>
    public static readonly DigestAlgorithm Md5 = new()
    {
        Name = "MD5", Bytes = 16, Hash = HashAlgorithmName.MD5, Multicodec = 0xD5,
        Metalink3 = "md5", Iana = "md5", ReprDigest = "md5", Digest = "MD5",
    };

    private static readonly DigestAlgorithm[] All =
    [
        Md5,
        new()
        {
            Name = "SHA-1", Bytes = 20, Hash = HashAlgorithmName.SHA1, Multicodec = 0x11,
            Metalink3 = "sha1", Iana = "sha-1", ReprDigest = "sha", Digest = "SHA",
        },
        Sha256,
        new()
        {
            Name = "SHA-512", Bytes = 64, Hash = HashAlgorithmName.SHA512, Multicodec = 0x13,
            Metalink3 = "sha512", Iana = "sha-512", ReprDigest = "sha-512", Digest = "SHA-512",
        },
    ];

    /// <summary>Its name in the catalog, in orders, and in the API.</summary>
    public required string Name { get; init; }

    /// <summary>The length of a digest in bytes.</summary>
    public required int Bytes { get; init; }

    /// <summary>What computes it.</summary>
    public required HashAlgorithmName Hash { get; init; }

    /// <summary>Its code in the multicodec table (https://github.com/multiformats/multicodec).</summary>
    public required int Multicodec { get; init; }

    /// <summary>Its name in the schema of metalink 3.0.</summary>
    public required string Metalink3 { get; init; }

    /// <summary>Its name among IANA's Hash Function Textual Names, which RFC 5854 takes.</summary>
    public required string Iana { get; init; }

    /// <summary>Its key in <c>Repr-Digest</c> (RFC 9530).</summary>
    public required string ReprDigest { get; init; }

    /// <summary>Its key in <c>Digest</c> (RFC 3230).</summary>
    public required string Digest { get; init; }

    /// <summary>The algorithm of a name, in any case, with or without the hyphen; null if it is none of these.</summary>
    public static DigestAlgorithm? Find(string? name) =>
        Array.Find(All, known => known.Name.Replace("-", "", StringComparison.Ordinal)
            .Equals(name?.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    /// <summary>The algorithm of a code of the multicodec table; null if it is none of these.</summary>
    public static DigestAlgorithm? FindByMulticodec(int code) => Array.Find(All, known => known.Multicodec == code);

    /// <summary>True for a digest of the right length in hexadecimal digits.</summary>
    public bool IsDigest(string hex) => hex.Length == 2 * Bytes && hex.All(char.IsAsciiHexDigit);
}
