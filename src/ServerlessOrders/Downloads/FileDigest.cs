using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// The checksum of a file in the headers of its download, so that a client can verify what it has without the metalink:
/// <c>Repr-Digest</c> (RFC 9530) and its predecessor <c>Digest</c> (RFC 3230), which more clients know. Both are of the whole
/// file, whatever range is sent.
/// </summary>
internal static class FileDigest
{
    /// <summary>Both headers by name; none if the checksum or its algorithm is unknown.</summary>
    internal static IReadOnlyDictionary<string, string> Headers(OrderFile file)
    {
        if (file.Checksum is not { } checksum || DigestAlgorithm.Find(file.DigestAlgorithm) is not { } algorithm || !algorithm.IsDigest(checksum))
            return new Dictionary<string, string>();
        var value = Convert.ToBase64String(Convert.FromHexString(checksum));
        return new Dictionary<string, string>
        {
            ["Repr-Digest"] = $"{algorithm.ReprDigest}=:{value}:", ["Digest"] = $"{algorithm.Digest}={value}",
        };
    }
}
