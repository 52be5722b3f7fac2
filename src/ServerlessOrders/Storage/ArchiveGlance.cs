namespace ServerlessOrders.Storage;

/// <summary>
/// Looks at many blobs for few operations: from listings, a page of which tells of thousands, where enough of those that are looked for
/// lie close together. What it does not find there is not gone: it is to be asked for by itself.
/// </summary>
internal sealed class ArchiveGlance(IArchiveListing listing)
{
    /// <summary>From how many blobs of a container on it is listed: a listing costs as much as some ten requests for one blob.</summary>
    public const int FewestListed = 32;

    /// <summary>How many pages that show hardly anything that is looked for end a listing.</summary>
    public const int MaxPoorPages = 2;

    private const int LargestPage = 5000;

    /// <summary>A page is a poor one if less than one blob out of so many is looked for.</summary>
    private const int PoorShare = 16;

    /// <summary>What listings show of some blobs; those that they do not show are left out.</summary>
    public async Task<IReadOnlyDictionary<BlobLocation, ArchivedBlob>> SeeAsync(
        IEnumerable<BlobLocation> locations, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<BlobLocation, ArchivedBlob>();
        foreach (var container in locations.Where(location => BlobLocation.CanBeName(location.Name)).Distinct().GroupBy(location => location.Container))
        {
            var names = container.Select(location => location.Name).Order(StringComparer.Ordinal).ToList();
            if (names.Count >= FewestListed) await ListAsync(container.Key, names, seen, cancellationToken);
        }

        return seen;
    }

    /// <summary>The names come in order, as those of a listing do.</summary>
    private async Task ListAsync(
        string container, List<string> names, Dictionary<BlobLocation, ArchivedBlob> seen, CancellationToken cancellationToken)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        var poor = 0;
        var pages = listing.ListAsync(container, CommonStart(names[0], names[^1]), cancellationToken, names[0], Math.Min(2 * names.Count, LargestPage));
        await foreach (var page in pages)
        {
            var before = wanted.Count;
            foreach (var (name, blob) in page)
                if (wanted.Remove(name)) seen[new BlobLocation(container, name)] = blob;

            var isPoor = (before - wanted.Count) * PoorShare < page.Count;
            if (isPoor && ++poor == MaxPoorPages) break;
            if (wanted.Count == 0 || (page.Count > 0 && string.CompareOrdinal(page[^1].Name, names[^1]) >= 0)) break;
        }
    }

    /// <summary>What the first and the last name in order, and so all between, have in common at their beginning. Never half of a surrogate pair.</summary>
    internal static string CommonStart(string first, string last)
    {
        var length = first.AsSpan().CommonPrefixLength(last);
        return first[..(length > 0 && char.IsHighSurrogate(first[length - 1]) ? length - 1 : length)];
    }
}
