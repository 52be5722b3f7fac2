using System.Text.RegularExpressions;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>What the <c>href</c> of an asset stands for: an address, or a file beside its document.</summary>
/// <param name="Address">The address, if it is one.</param>
/// <param name="LocalPath">The file, if it lies beside the document and is to be uploaded.</param>
internal sealed record AssetSource(AssetAddress? Address, string? LocalPath);

/// <summary>
/// Resolves addresses of assets (contract section 9). A relative one is resolved against the place of its document, else against
/// the item's absolute <c>self</c> link, else against the base that the operator gave; inside an ItemCollection the item's own link
/// comes first, since the collection's place is not the item's.
/// </summary>
/// <param name="blobEndpoint">Where our storage is.</param>
/// <param name="operatorBase">What the operator gave, or null.</param>
/// <param name="local">The files beside documents on this machine, or null if documents come from elsewhere.</param>
internal sealed partial class AssetHrefs(Uri blobEndpoint, Uri? operatorBase, LocalAssets? local)
{
    // GDAL's way to say "over HTTP" (https://gdal.org/user/virtual_file_systems.html).
    private const string OverHttp = "/vsicurl/";

    /// <summary>Resolves an address.</summary>
    /// <param name="href">The text.</param>
    /// <param name="place">The document.</param>
    /// <param name="self">The item's absolute <c>self</c> link, or null.</param>
    /// <param name="embedded">True for an item of an ItemCollection.</param>
    /// <param name="error">Why it names no file that could be ordered, if the answer is null.</param>
    public AssetSource? TryResolve(string href, StacPlace place, Uri? self, bool embedded, out string error)
    {
        href = href.Trim();
        if (href.StartsWith(OverHttp, StringComparison.Ordinal)) href = href[OverHttp.Length..];
        if (Scheme().IsMatch(href)) return Absolute(href, out error);
        if (href.StartsWith("/vsi", StringComparison.Ordinal))
        {
            error = "only http and https are possible";
            return null;
        }

        string? hint = null;
        Uri?[] bases = embedded ? [self, place.Address, operatorBase] : [place.Address, self, operatorBase];
        foreach (var from in bases.OfType<Uri>())
        {
            if (StacPlace.Resolve(from, href) is not { } full) continue;
            if (!full.IsFile) return Absolute(full.AbsoluteUri, out error);
            if (local?.Find(full, out hint) is { } path)
            {
                error = "";
                return new AssetSource(null, path);
            }
        }

        error = hint ?? "it is not an absolute http or https address, and nothing says what it is relative to (--base does)";
        return null;
    }

    private AssetSource? Absolute(string href, out string error) =>
        AssetAddress.TryRead(blobEndpoint, href, out error) is { } address ? new AssetSource(address, null) : null;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();
}
