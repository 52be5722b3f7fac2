using System.Text.Json;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Files;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>Makes files of products out of STAC assets (contract section 9).</summary>
/// <param name="blobEndpoint">Where our storage is: an address below it is an internal file.</param>
/// <param name="allowed">From which hosts files can be ordered now.</param>
/// <param name="warn">Told of what the operator should know.</param>
internal sealed class StacAssetReader(Uri blobEndpoint, ExternalFilePolicy allowed, Action<string> warn)
{
    private const string UnknownType = "application/octet-stream";

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the file.</summary>
    /// <exception cref="ImportException">The asset is no valid one, or its address can never be ordered from.</exception>
    public CatalogAsset Read(StacObject asset, string key)
    {
        var address = AssetAddress.TryRead(blobEndpoint, asset.Text("href"), out var error)
            ?? throw asset.Wrong("href", $"cannot be ordered: {error}");
        var (digest, algorithm) = Checksum(asset);
        if (address.External is { } external) WarnOfHost(asset, external);
        var lastSegment = address.Internal is { } blob ? FileNames.LastSegment(blob.Name) : FileNames.LastSegment(address.External!);
        return new CatalogAsset(
            key,
            FileNames.FirstSafe(lastSegment, key),
            DataTypeOf(asset),
            asset.FindText("type") is { Length: > 0 } type ? type : UnknownType,
            address.Internal?.ToString() ?? address.External!.AbsoluteUri,
            address.External is not null,
            asset.FindSize("file:size"),
            digest,
            algorithm);
    }

    private static DataType DataTypeOf(StacObject asset)
    {
        if (asset.Find("roles") is not { } roles) return DataType.RAWDATA;
        if (roles.ValueKind != JsonValueKind.Array || roles.EnumerateArray().Any(r => r.ValueKind != JsonValueKind.String))
            throw asset.Wrong("roles", "must be an array of texts");
        bool Has(string role) => roles.EnumerateArray().Any(r => r.ValueEquals(role));

        // A file with several roles is what is most worth ordering; roles of one's own (cloud-mask, ...) make no other type.
        return Has("data") ? DataType.RAWDATA
            : Has("overview") || Has("visual") ? DataType.QUICKLOOK_SD
            : Has("thumbnail") ? DataType.THUMBNAIL
            : Has("metadata") ? DataType.DOCUMENT
            : DataType.RAWDATA;
    }

    private (string? Digest, string? Algorithm) Checksum(StacObject asset)
    {
        if (asset.FindText("file:checksum") is not { } hex) return (null, null);
        if (!Multihash.TryRead(hex, out var digest, out var algorithm)) throw asset.Wrong("file:checksum", "is no multihash in hex");
        if (algorithm is null)
            warn($"{asset.Label}: the checksum is neither MD5 nor SHA-1, SHA-256 or SHA-512 and cannot be verified.");
        return (digest, algorithm);
    }

    private void WarnOfHost(StacObject asset, Uri address)
    {
        if (allowed.Refusal(address.AbsoluteUri) is { } refusal && _hosts.Add(address.Authority))
            warn($"{asset.Label}: files from '{address.Authority}' will not be delivered as it stands. {refusal}.");
    }
}
