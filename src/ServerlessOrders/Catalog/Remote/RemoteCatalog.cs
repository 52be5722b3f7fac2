using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>
/// One STAC API as a catalog. What is selected is what the API finds, tested once more here, so that a selection means the same as in the
/// built-in catalog. Nothing of it is kept but titles of collections, for some minutes.
/// </summary>
/// <param name="settings">The API.</param>
/// <param name="client">Asks it.</param>
/// <param name="storage">Tells which files are in our storage.</param>
/// <param name="archive">Tells their sizes, if the items do not.</param>
/// <param name="hosts">From which hosts files may come.</param>
/// <param name="time">Ages what is kept.</param>
/// <param name="log">Told of what cannot be used.</param>
internal sealed class RemoteCatalog(
    RemoteCatalogOptions settings,
    RemoteClient client,
    StorageClients storage,
    IArchive archive,
    ExternalFilePolicy hosts,
    TimeProvider time,
    ILogger log)
{
    // What an empty page counts as: a catalog that sends nothing and leads on for ever comes to an end.
    private const int LeastSeen = 10;

    // An order keeps the cursor on its row.
    private const int MaxCursor = 8 * 1024;

    private static readonly TimeSpan TitleAge = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (string Title, DateTimeOffset Read)> _titles = new(StringComparer.Ordinal);

    // Known once it has refused a search by POST and answered one by GET.
    private volatile bool _searchesByGet;

    /// <summary>Finds a collection by its id or URN; null if the tenant has none such of this catalog.</summary>
    public async Task<CatalogCollection?> FindCollectionAsync(string tenant, string idOrUrn, CancellationToken cancellationToken)
    {
        if (!settings.Serves(tenant)) return null;
        var uuid = Urns.ParseDataset(tenant, idOrUrn);
        var id = settings.Collections.FirstOrDefault(id => uuid is not null && Urns.DatasetUuid(id) == uuid)
            ?? settings.Collections.FirstOrDefault(id => id == idOrUrn);
        return id is null ? null : new CatalogCollection(id, await TitleAsync(id, cancellationToken), Urns.Dataset(tenant, id));
    }

    /// <summary>The ids of the collections that a tenant has of this catalog.</summary>
    public IEnumerable<string> Collections(string tenant) => settings.Serves(tenant) ? settings.Collections : [];

    /// <summary>As <see cref="ICatalog.ReadAsync"/>: asks for one page.</summary>
    /// <exception cref="CatalogUnavailableException">The catalog gives no page.</exception>
    /// <exception cref="SearchTooLargeException">The selection has the catalog send more items than may be.</exception>
    /// <remarks>
    /// Steps: (1) find the page that is to be read, (2) ask for it, (3) refuse what is too much, (4) take the items that belong to the
    /// selection, each with its own place, (5) find where to go on.
    /// </remarks>
    public async Task<CatalogPage> ReadAsync(
        string tenant, string collectionId, IReadOnlyList<ItemQuery> anyOf, string? after, CancellationToken cancellationToken)
    {
        // (1)
        var searches = RemoteSearch.Of(tenant, collectionId, anyOf, settings.PageItems);
        var cursor = after is null ? RemoteCursor.Start : RemoteCursor.Parse(after);
        if (cursor.Search >= searches.Count) return new CatalogPage([], null);
        var search = searches[cursor.Search];

        // (2)
        var reader = new StacItemReader(new StacAssetReader(new AssetHrefs(storage.BlobEndpoint, null, null), hosts, Note), null, tenant, Note);
        var (request, page) = await AskAsync(
            cursor.Link?.Request(search.Body), search, (body, address, stop) => RemotePage.ReadAsync(body, address, collectionId, reader, ICatalog.PageScan, stop), cancellationToken);

        // (3)
        var seen = cursor.Seen + Math.Max(page.Sent, LeastSeen);
        var next = NextOf(page, request, search, cursor, seen) ?? (cursor.Search + 1 < searches.Count
            ? new RemoteCursor { Search = cursor.Search + 1, Seen = seen }
            : null);
        if (page.Matched > settings.MaxItems || (next is not null && seen >= settings.MaxItems))
            throw TooLarge(collectionId, Math.Max(page.Matched ?? 0, seen));

        // (4)
        var items = page.Items.Where(item => item.Collection == collectionId).DistinctBy(item => item.Id).ToList();
        var places = items.Select((item, index) => item with { Key = (cursor.WholePage() with { After = item.Id, Index = index }).ToString() })
            .Skip(Taken(items, cursor));
        var found = ItemQuery.Filter(places, [anyOf[search.Query]], cancellationToken);
        if (search.Query > 0)
        {
            // An item that matches several queries was found by the first of them.
            var earlier = ItemQuery.Filter(found, [.. anyOf.Take(search.Query)], cancellationToken).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
            found = [.. found.Where(item => !earlier.Contains(item.Id))];
        }

        var complete = await new InternalFiles(archive, Note).CompleteAsync(found.ToAsyncEnumerable(), cancellationToken).ToListAsync(cancellationToken);

        // (5)
        var text = next?.ToString();
        return text?.Length > MaxCursor
            ? throw client.Wrong($"gives a next link of more than {MaxCursor / 1024} KiB")
            : new CatalogPage(complete, text);
    }

    // The first page of a search is asked for by POST, and by GET of a catalog that has no POST (STAC API lets it be left out).
    private async Task<(RemoteRequest Request, RemotePage Page)> AskAsync(
        RemoteRequest? ofLink, RemoteSearch search, Func<Stream, Uri, CancellationToken, Task<RemotePage>> read, CancellationToken cancellationToken)
    {
        if (ofLink is not null) return (ofLink, await client.AskAsync(ofLink, read, cancellationToken));
        var address = new Uri(settings.Root, "search");
        if (!_searchesByGet)
        {
            try
            {
                var post = new RemoteRequest(HttpMethod.Post, address, search.Body);
                return (post, await client.AskAsync(post, read, cancellationToken));
            }
            catch (CatalogUnavailableException refused) when (refused.Status is 404 or 405 or 501)
            {
                log.LogInformation("{Problem} It is searched by GET instead", refused.Message);
            }
        }

        var get = new RemoteRequest(HttpMethod.Get, search.Address(address) ?? throw client.Wrong("has no search by POST, and one by GET cannot name a product whose id holds a comma"));
        var page = await client.AskAsync(get, read, cancellationToken);
        _searchesByGet = true;
        return (get, page);
    }

    private static int Taken(List<CatalogItem> items, RemoteCursor cursor)
    {
        if (cursor.After is null) return 0;
        var found = items.FindIndex(item => item.Id == cursor.After);
        return (found < 0 ? cursor.Index : found) + 1;
    }

    private RemoteCursor? NextOf(RemotePage page, RemoteRequest request, RemoteSearch search, RemoteCursor cursor, long seen)
    {
        try
        {
            if (RemoteLink.Next(page.Links, request, page.Address, search.Body, settings) is not { } link) return null;
            return cursor.Next(link, seen) ?? throw new FormatException("leads in a circle: its next page is one that it has sent already");
        }
        catch (FormatException astray)
        {
            throw client.Wrong(astray.Message, astray);
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair, or a member that is there twice.
            throw client.Wrong("gives a next link that cannot be read", unreadable);
        }
    }

    private SearchTooLargeException TooLarge(string collectionId, long items) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{client.Name} would have to send {items:N0} products of '{Literal.Shorten(collectionId)}' or more to be looked at; a selection may have it send {settings.MaxItems:N0} ({settings.Setting}:MaxItems). Ask for fewer: by ids, by time or by place."));

    // The title is for people only: nothing depends on it, so a catalog that does not answer now is found out by its search.
    private async Task<string> TitleAsync(string id, CancellationToken cancellationToken)
    {
        if (_titles.TryGetValue(id, out var known) && time.GetUtcNow() - known.Read < TitleAge) return known.Title;
        try
        {
            var request = new RemoteRequest(HttpMethod.Get, new Uri(settings.Root, $"collections/{Uri.EscapeDataString(id)}"));
            var title = await client.AskAsync(request, (body, _, stop) => ReadTitleAsync(body, stop), cancellationToken);
            _titles[id] = (string.IsNullOrWhiteSpace(title) ? id : title, time.GetUtcNow());
            return _titles[id].Title;
        }
        catch (CatalogUnavailableException fault)
        {
            log.LogWarning("The title of the collection '{Collection}' ({Setting}) is not known: {Reason}", id, settings.Setting, fault.Message);
            return known.Title ?? id;
        }
    }

    private static async Task<string?> ReadTitleAsync(Stream body, CancellationToken cancellationToken)
    {
        string? title = null;
        await foreach (var part in new StacDocument(body, "its answer").ReadAsync(cancellationToken))
            if (part is { Name: "title", Value.ValueKind: JsonValueKind.String }) title = part.Value.GetString();
        return title;
    }

    private void Note(ImportNote note) => log.LogDebug("{Setting}: {Note}", settings.Setting, note);
}
