using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Catalog.Import;

/// <summary>
/// Which documents an import reads: those it begins with, and what they link to as <c>child</c> or <c>item</c>. Each is read once,
/// whatever circles the links make; links that lead out of the place of the first document are left out, and so is what lies too
/// deep or is too much.
/// </summary>
/// <param name="below">The place: a folder or address that ends with a slash; null if no links are followed.</param>
/// <param name="report">Told of links that are not followed.</param>
internal sealed class StacFollower(Uri? below, Action<ImportNote> report)
{
    /// <summary>How many links may lead from the first document to another.</summary>
    public const int MaxDepth = 32;

    /// <summary>How many documents one import follows links to.</summary>
    public const int MaxDocuments = 1_000_000;

    private readonly Queue<(StacPlace Place, int Depth)> _next = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Marks a document as read already.</summary>
    public void Seen(Uri address) => _seen.Add(Key(address));

    /// <summary>The next document, or null at the end.</summary>
    public (StacPlace Place, int Depth)? Next() => _next.TryDequeue(out var next) ? next : null;

    /// <summary>Takes the links of a document that was read.</summary>
    /// <param name="document">The document.</param>
    /// <param name="collection">The collection of items it links to that name none.</param>
    /// <param name="links">Its links.</param>
    /// <param name="depth">How deep it lies itself.</param>
    public void Add(StacPlace document, string collection, IEnumerable<StacLink> links, int depth)
    {
        if (below is null) return;
        foreach (var link in links.Where(l => l.Rel is "child" or "item"))
        {
            if (Refusal(document, link, depth, out var address) is { } refusal)
                report(new ImportNote(document.Name, Reason: $"the link to '{ImportNote.Shortened(link.Href)}' was not followed: {refusal}"));
            else if (_seen.Add(Key(address!)))
                _next.Enqueue((new StacPlace(Name(address!), address, collection), depth + 1));
        }
    }

    private string? Refusal(StacPlace document, StacLink link, int depth, out Uri? address)
    {
        address = document.Address is { } from ? StacPlace.Resolve(from, link.Href) : StacLink.Absolute(link.Href);
        if (address is null) return "it is relative to nothing";

        return !IsBelow(address) ? "it leads out of the place of the import"
            : depth >= MaxDepth ? $"it lies more than {MaxDepth} links deep"
            : _seen.Count >= MaxDocuments ? $"an import follows links to {MaxDocuments} documents"
            : null;
    }

    private bool IsBelow(Uri address)
    {
        if (address.IsFile != below!.IsFile) return false;
        if (!address.IsFile) return address.Authority == below.Authority && below.IsBaseOf(address);
        var (folder, path) = (below.LocalPath, address.LocalPath);
        return address.Host.Length == 0 && path.StartsWith(folder, StringComparison.Ordinal) && !FileKinds.LeadsOverLink(folder, path);
    }

    private string Name(Uri address) => address.IsFile
        ? Path.GetRelativePath(below!.LocalPath, address.LocalPath).Replace('\\', '/')
        : Uri.UnescapeDataString(below!.MakeRelativeUri(address).ToString());

    private static string Key(Uri address) => address.IsFile ? address.LocalPath : address.GetLeftPart(UriPartial.Query);
}
