using ServerlessOrders.Naming;

namespace ServerlessOrders.Downloads.Metalinks;

/// <summary>One file of a metalink.</summary>
/// <param name="Name">Its name, safe and unique as in the ZIP (see <see cref="ZipNames"/>).</param>
/// <param name="Size">Its length in bytes, if known.</param>
/// <param name="MimeType">Its media type, if known.</param>
/// <param name="Hashes">Its hashes; those of unknown algorithms or of the wrong form are left out.</param>
/// <param name="Url">Where it can be fetched, percent-encoded; http or https.</param>
/// <param name="PreferredUrl">Where it is fetched rather, while that works; null for nowhere. In metalink 4 only.</param>
internal sealed record MetalinkFile(
    string Name, long? Size, string? MimeType, IReadOnlyList<MetalinkHash> Hashes, string Url, string? PreferredUrl = null);

/// <summary>A hash of a file.</summary>
/// <param name="Algorithm">A name of a <see cref="DigestAlgorithm"/>.</param>
/// <param name="Value">The hash in hexadecimal digits.</param>
internal sealed record MetalinkHash(string Algorithm, string Value)
{
    /// <summary>The algorithm; null if it is unknown, or the value is no digest of it: then no client could verify it.</summary>
    internal DigestAlgorithm? Known => DigestAlgorithm.Find(Algorithm) is { } known && known.IsDigest(Value) ? known : null;
}
