using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog;

/// <summary>Where a file lies: in our Blob Storage or elsewhere.</summary>
/// <param name="Internal">The blob, if it is in our storage.</param>
/// <param name="External">The absolute address, if it is not.</param>
internal sealed record AssetAddress(BlobLocation? Internal, Uri? External)
{
    /// <summary>Reads the <c>href</c> of a STAC asset.</summary>
    /// <param name="blobEndpoint">The blob endpoint of the storage account, such as <c>https://name.blob.core.windows.net/</c> or Azurite's with the account in the path.</param>
    /// <param name="href">The text.</param>
    /// <param name="error">Why it names no file that could be ordered, if the answer is null.</param>
    public static AssetAddress? TryRead(Uri blobEndpoint, string href, out string error)
    {
        error = "";
        if (!Uri.TryCreate(href.Trim(), UriKind.Absolute, out var address) || address.IsFile)
            error = "it is not an absolute http or https address";
        else if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            error = "only http and https are possible";
        else if (address.UserInfo.Length > 0)
            error = "an address cannot hold credentials";
        else if (PathBelow(blobEndpoint, address) is { } path)
            return ReadInternal(path, address.Query, out error) is { } blob ? new AssetAddress(blob, null) : null;
        else if (ExternalAddresses.Refusal(address) is { } refusal)
            error = refusal;
        else
            return new AssetAddress(null, new UriBuilder(address) { Fragment = "" }.Uri);
        return null;
    }

    // The encoded path behind the endpoint's, or null if the address is not below the endpoint.
    private static string? PathBelow(Uri blobEndpoint, Uri address)
    {
        if (!string.Equals(blobEndpoint.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase)) return null;
        if (blobEndpoint.Port != address.Port && !(blobEndpoint.IsDefaultPort && address.IsDefaultPort)) return null;
        var root = blobEndpoint.AbsolutePath.TrimEnd('/') + "/";
        return address.AbsolutePath.StartsWith(root, StringComparison.Ordinal) ? address.AbsolutePath[root.Length..] : null;
    }

    private static BlobLocation? ReadInternal(string path, string query, out string error)
    {
        error = "";
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = Uri.UnescapeDataString(slash < 0 ? path : path[..slash]);
        var name = slash < 0 ? "" : Uri.UnescapeDataString(path[(slash + 1)..]);
        if (name.Length == 0) error = "it names no blob in our storage (container/name)";
        else if (!BlobLocation.CanBeName(name)) error = "the name of a blob cannot have a segment '.' or '..'";
        else if (!BlobLocation.IsArchiveContainer(container)) error = $"the container '{container}' holds no files that could be ordered";
        else if (query.Contains("snapshot=", StringComparison.OrdinalIgnoreCase) || query.Contains("versionid=", StringComparison.OrdinalIgnoreCase))
            error = "snapshots and versions of a blob cannot be ordered, only the blob itself";
        return error.Length == 0 ? new BlobLocation(container, name) : null;
    }
}
