using System.Text.Json;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>
/// Makes files of products out of STAC assets (contract section 9). Only the address must be right: another member that cannot be
/// read is left out, and named.
/// </summary>
/// <param name="hrefs">Resolves addresses.</param>
/// <param name="allowed">From which hosts files can be ordered now.</param>
/// <param name="report">Told of what is left out and of what the operator should know.</param>
internal sealed class StacAssetReader(AssetHrefs hrefs, ExternalFilePolicy allowed, Action<ImportNote> report)
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the file.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="key">Its key.</param>
    /// <param name="holder">The item, for what addresses are relative to.</param>
    /// <param name="localPath">The file on this machine that is still to be uploaded; then the file's <c>Href</c> is empty.</param>
    /// <returns>The file, or null for a service (tiles, a viewer), which is none.</returns>
    /// <exception cref="ImportException">The asset is no object, or its address can never be ordered from.</exception>
    public CatalogAsset? Read(StacObject asset, string key, StacHolder holder, out string? localPath)
    {
        localPath = null;
        var type = Lenient(() => asset.FindText("type"));
        var roles = Roles(asset);
        var href = asset.Text("href");
        if (Services.Is(roles, type, href)) return null;
        var source = Source(asset, href, holder);
        localPath = source.LocalPath;
        if (source.Address?.External is { } external) NoteHost(asset, external);
        var (digest, algorithm) = Checksum(asset);
        return new CatalogAsset(
            key,
            FileName(asset, key, source),
            DataTypeOf(roles),
            type is { Length: > 0 } ? type : FileMediaTypes.Unknown,
            source.Address?.Internal?.ToString() ?? source.Address?.External?.AbsoluteUri ?? "",
            source.Address?.External is not null,
            Lenient(() => asset.FindSize("file:size")),
            digest,
            algorithm);
    }

    // What the item's own address cannot give, one of its alternates may (STAC alternate-assets extension).
    private AssetSource Source(StacObject asset, string href, StacHolder holder)
    {
        if (hrefs.TryResolve(href, holder.Place, holder.Self, holder.Embedded, out var error) is { } source) return source;
        if (asset.Find("alternate") is { ValueKind: JsonValueKind.Object } alternates)
        {
            foreach (var alternate in alternates.EnumerateObject())
            {
                if (alternate.Value.ValueKind != JsonValueKind.Object) continue;
                if (!alternate.Value.TryGetProperty("href", out var other) || other.ValueKind != JsonValueKind.String) continue;
                if (hrefs.TryResolve(other.GetString()!, holder.Place, holder.Self, holder.Embedded, out _) is { } found) return found;
            }
        }

        throw asset.Wrong("href", $"cannot be ordered ({ImportNote.Shortened(href)}): {error}");
    }

    // STAC file extension: the path under which clients are to keep the file, for hosts whose addresses do not tell (OData: $value).
    private string FileName(StacObject asset, string key, AssetSource source)
    {
        var wanted = Lenient(() => asset.FindText("file:local_path")) is { } path ? FileNames.LastSegment(path.Replace('\\', '/')) : "";
        var last = source.LocalPath is { } local ? Path.GetFileName(local)
            : source.Address!.Internal is { } blob ? FileNames.LastSegment(blob.Name)
            : FileNames.LastSegment(source.Address.External!);
        return FileNames.FirstSafe(wanted, last, key);
    }

    private List<string> Roles(StacObject asset) => asset.Find("roles") switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } roles when roles.EnumerateArray().All(r => r.ValueKind == JsonValueKind.String) =>
            Lenient(() => roles.EnumerateArray().Select(r => asset.Unicode(r, "roles")).ToList()) ?? [],
        // One role without its array says what it says.
        { ValueKind: JsonValueKind.String } role => Lenient(() => new List<string> { asset.Unicode(role, "roles") }) ?? [],
        _ => Lenient<List<string>>(() => throw asset.Wrong("roles", "must be an array of texts")) ?? [],
    };

    // A file with several roles is what is most worth ordering; roles of one's own (cloud-mask, ...) make no other type.
    private static DataType DataTypeOf(List<string> roles) =>
        roles.Contains("data") ? DataType.RAWDATA
        : roles.Contains("overview") || roles.Contains("visual") ? DataType.QUICKLOOK_SD
        : roles.Contains("thumbnail") ? DataType.THUMBNAIL
        : roles.Contains("metadata") ? DataType.DOCUMENT
        : DataType.RAWDATA;

    private (string? Digest, string? Algorithm) Checksum(StacObject asset)
    {
        // checksum:multihash is what the file extension's member was called before.
        var member = asset.Has("file:checksum") ? "file:checksum" : "checksum:multihash";
        if (Lenient(() => asset.FindText(member)) is not { } hex) return (null, null);
        if (!Multihash.TryRead(hex, out var digest, out var algorithm))
            report(asset.Subject with { Reason = $"'{member}' is not a multihash in hex: the file comes in without it" });
        else if (algorithm is null)
            report(asset.Subject with { Reason = "the checksum is neither MD5 nor SHA-1, SHA-256 or SHA-512 and cannot be verified", LeftOut = false });
        return (digest, algorithm);
    }

    private T? Lenient<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (ImportException fault) when (fault.Note is { } note)
        {
            report(note with { Reason = $"{note.Reason}: the file comes in without it" });
            return default;
        }
    }

    private void NoteHost(StacObject asset, Uri address)
    {
        if (allowed.Refusal(address.AbsoluteUri) is { } refusal && _hosts.Add(address.Authority))
            report(asset.Subject with { Reason = $"files from '{address.Authority}' will not be delivered with the present settings. {refusal}", LeftOut = false });
    }
}

/// <summary>The item of an asset: what its relative addresses are relative to.</summary>
/// <param name="Place">The document.</param>
/// <param name="Self">The item's absolute <c>self</c> link, or null.</param>
/// <param name="Embedded">True inside an ItemCollection.</param>
internal readonly record struct StacHolder(StacPlace Place, Uri? Self, bool Embedded);
