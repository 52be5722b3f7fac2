using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// The checksum of a file in the headers of its download, so that a client can verify what it has without the metalink:
/// <c>Repr-Digest</c> (RFC 9530) and its predecessor <c>Digest</c> (RFC 3230), which more clients know. Both are of the whole
/// file, whatever range is sent.
/// </summary>
internal static class FileDigest
{
    /// <summary>Both headers by name; none where the checksum is unknown or its algorithm has no name there.</summary>
    internal static IReadOnlyDictionary<string, string> Headers(OrderFile file)
    {
        var none = new Dictionary<string, string>();
        if (file.Checksum is not { } checksum || checksum.Length % 2 != 0 || !checksum.All(char.IsAsciiHexDigit)) return none;
        (string Repr, string Digest)? names = file.DigestAlgorithm switch
        {
            "SHA-256" => ("sha-256", "SHA-256"),
            "SHA-512" => ("sha-512", "SHA-512"),
            "SHA-1" => ("sha", "SHA"),
            "MD5" => ("md5", "MD5"),
            _ => null,
        };
        if (names is not { } name) return none;
        var value = Convert.ToBase64String(Convert.FromHexString(checksum));
        return new Dictionary<string, string> { ["Repr-Digest"] = $"{name.Repr}=:{value}:", ["Digest"] = $"{name.Digest}={value}" };
    }
}
