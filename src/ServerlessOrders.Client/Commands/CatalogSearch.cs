using System.Runtime.CompilerServices;
using System.Text.Json;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Commands;

/// <summary>
/// What a catalog holds, as STAC items and collections, however it was found: by the STAC API, by conditions in the language of
/// <c>q</c>, which only REGARDS' search knows, or by that search of a service that has no STAC API.
/// </summary>
internal sealed class CatalogSearch(OrdersClient client)
{
    private const int PageSize = 100;

    // Ids stand in the address, which servers cut at some thousand characters.
    private const int IdsPerRequest = 25;

    private bool _hasStac = true;

    /// <summary>The items that a selection finds, page by page as they are taken.</summary>
    /// <param name="selection">What is looked for.</param>
    /// <param name="limit">How many are wanted at most.</param>
    /// <param name="whole">False if their ids, times and numbers of assets are enough, which saves requests.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<JsonElement> ItemsAsync(
        Selection selection, int limit, bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = Math.Min(limit, PageSize);
        if (selection.Query is null)
        {
            await foreach (var item in StacAsync("stac/search?" + selection.ToStac(size), "features", cancellationToken)) yield return item;
            if (_hasStac) yield break;
        }

        if (selection.HasPlace) throw new OrdersException(ExitCode.NotFound, "This service searches by place only when it orders; leave out --bbox here.");
        var query = Uri.EscapeDataString(selection.ToQuery());
        await foreach (var page in EntitiesAsync(
            number => $"engines/legacy/dataobjects/search?q={query}&page={number}&size={size}",
            "This service has no search over the network; order by query with orders create.", cancellationToken))
        {
            var items = whole ? await ItemsOfAsync(page, cancellationToken) : [];
            foreach (var entity in page)
                yield return items.TryGetValue(KeyOf(entity, "model", "providerId"), out var item) ? item : RegardsEntity.ToItem(entity);
        }
    }

    /// <summary>All collections.</summary>
    public async IAsyncEnumerable<JsonElement> CollectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var collection in StacAsync("stac/collections", "collections", cancellationToken)) yield return collection;
        if (_hasStac) yield break;
        await foreach (var page in EntitiesAsync(
            number => $"engines/legacy/datasets/search?page={number}&size={PageSize}", "This service lists no collections over the network.", cancellationToken))
        {
            foreach (var entity in page) yield return RegardsEntity.ToCollection(entity);
        }
    }

    /// <summary>A text of a document; null if it is none.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (string Collection, string Id) KeyOf(JsonElement element, string collection, string id) => (Text(element, collection) ?? "", Text(element, id) ?? "");

    /// <summary>The items of products that another search found: nothing of a service that has no STAC API.</summary>
    private async Task<Dictionary<(string Collection, string Id), JsonElement>> ItemsOfAsync(IReadOnlyList<JsonElement> entities, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Collection, string Id), JsonElement>();
        // A comma parts two ids; an id that has one cannot be asked for in this way.
        var wanted = entities.Select(entity => KeyOf(entity, "model", "providerId")).Where(key => !key.Id.Contains(',', StringComparison.Ordinal)).Distinct();
        foreach (var some in wanted.Chunk(IdsPerRequest))
        {
            if (!_hasStac) break;
            var selection = new Selection(null, [.. some.Select(key => key.Collection).Distinct()], null, null, [.. some.Select(key => key.Id).Distinct()], HasIds: true);
            await foreach (var item in StacAsync("stac/search?" + selection.ToStac(PageSize), "features", cancellationToken)) found[KeyOf(item, "collection", "id")] = item;
        }

        return found;
    }

    private async IAsyncEnumerable<JsonElement> StacAsync(string first, string list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resource = first.Split('?')[0];
        for (var path = first; path is not null;)
        {
            using var page = await client.CatalogAsync(path, cancellationToken);
            _hasStac = page is not null;
            if (page is null) yield break;
            foreach (var element in page.RootElement.GetProperty(list).EnumerateArray()) yield return element.Clone();
            path = Next(page.RootElement) is { } query ? resource + query : null;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<JsonElement>> EntitiesAsync(
        Func<int, string> address, string lacking, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var (number, pages) = (0, 1L); number < pages; number++)
        {
            using var page = await client.CatalogAsync(address(number), cancellationToken) ?? throw new OrdersException(ExitCode.NotFound, lacking);
            yield return [.. page.RootElement.GetProperty("content").EnumerateArray().Select(entity => entity.GetProperty("content").Clone())];
            pages = page.RootElement.GetProperty("metadata").GetProperty("totalPages").GetInt64();
        }
    }

    // Only what stands behind the question mark: requests stay at the address that the user gave.
    private string? Next(JsonElement page)
    {
        if (!page.TryGetProperty("links", out var links)) return null;
        var next = links.EnumerateArray().FirstOrDefault(link => Text(link, "rel") == "next");
        return next.ValueKind == JsonValueKind.Object && Uri.TryCreate(client.Connection.Address, Text(next, "href"), out var address) && address.Query.Length > 1
            ? address.Query
            : null;
    }
}
