using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>
/// One search that a catalog is asked for (STAC API, item search). It finds at least what belongs to its query: what a STAC API says
/// exactly is asked for (ids, or a box and a time), and everything is tested here on the items that come.
/// </summary>
/// <param name="Query">The place of its query among those that are read together.</param>
/// <param name="Body">The body of POST /search.</param>
internal sealed record RemoteSearch(int Query, JsonObject Body)
{
    /// <summary>How many ids one search names.</summary>
    private const int MaxIds = 100;

    // How many characters they have together, escaped: a search by GET is to fit into an address.
    private const int MaxIdCharacters = 4000;

    /// <summary>The searches that find what belongs to some queries: the same ones, in the same order, whenever they are asked for.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collectionId">The collection.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="limit">The most items of a page.</param>
    public static IReadOnlyList<RemoteSearch> Of(string tenant, string collectionId, IReadOnlyList<ItemQuery> queries, int limit)
    {
        var searches = new List<RemoteSearch>();
        for (var index = 0; index < queries.Count; index++)
        {
            var query = queries[index];
            if (!query.Concerns(tenant, collectionId)) continue;
            searches.AddRange(Ids(tenant, query) is { } ids
                ? Groups(ids).Select(some => new RemoteSearch(index, ByIds(collectionId, some, limit)))
                : [new RemoteSearch(index, ByBounds(collectionId, query, limit))]);
        }

        return searches;
    }

    /// <summary>The address of the same search by GET; null if it cannot be asked for so: a comma ends an id there.</summary>
    /// <param name="search">The address of the searches.</param>
    public Uri? Address(Uri search)
    {
        if (Body["ids"] is JsonArray ids && ids.Any(id => id!.GetValue<string>().Contains(',', StringComparison.Ordinal))) return null;
        var parameters = Body.Select(member => $"{member.Key}={Uri.EscapeDataString(Text(member.Value!))}");
        return new UriBuilder(search) { Query = string.Join('&', parameters) }.Uri;
    }

    private static string Text(JsonNode value) => value is JsonArray list ? string.Join(',', list.Select(one => one!.ToString())) : value.ToString();

    private static IEnumerable<List<string>> Groups(IEnumerable<string> ids)
    {
        var (group, characters) = (new List<string>(), 0);
        foreach (var id in ids)
        {
            var more = Uri.EscapeDataString(id).Length + 1;
            if (group.Count == MaxIds || (group.Count > 0 && characters + more > MaxIdCharacters))
            {
                yield return group;
                (group, characters) = ([], 0);
            }

            group.Add(id);
            characters += more;
        }

        if (group.Count > 0) yield return group;
    }

    // A URN tells no id (its uuid is a hash). With its collection named all of that is looked through; without, it means
    // a product of the built-in catalog, or every selection by URN would have to look through every catalog.
    private static IEnumerable<string>? Ids(string tenant, ItemQuery query) => query switch
    {
        { Products: null } => null,
        { Products.Uuids.Count: > 0, Collections: not null } => null,
        _ => query.Products.Ids.Where(id => Urns.ParseProduct(tenant, id) is null).Order(StringComparer.Ordinal),
    };

    // Nothing beside the ids: STAC APIs before 1.0 ignore the rest then, some later ones refuse it.
    private static JsonObject ByIds(string collectionId, IEnumerable<string> ids, int limit) => new()
    {
        ["collections"] = new JsonArray(collectionId),
        ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]),
        ["limit"] = limit,
    };

    private static JsonObject ByBounds(string collectionId, ItemQuery query, int limit)
    {
        var body = new JsonObject { ["collections"] = new JsonArray(collectionId), ["limit"] = limit };
        if (query.Area is { Boxes: { Count: > 0 } boxes })
        {
            // RFC 7946 section 5.2: a box whose west is greater than its east crosses the antimeridian; the first box is the western one.
            var (west, east) = (boxes[0], boxes[^1]);
            body["bbox"] = new JsonArray(west.West, west.South, east.East, east.North);
        }

        if (query.Time is { } time && (time.Start > DateTimeOffset.MinValue || time.End < DateTimeOffset.MaxValue))
            body["datetime"] = $"{Floor(time.Start)}/{Ceiling(time.End)}";
        return body;
    }

    // Whole seconds, outwards: not every API reads ten-millionths, and some round them.
    private static string Floor(DateTimeOffset time) => time <= DateTimeOffset.MinValue ? ".." : Text(time);

    private static string Ceiling(DateTimeOffset time) =>
        time >= DateTimeOffset.MaxValue.AddSeconds(-1) ? ".."
        : time.Ticks % TimeSpan.TicksPerSecond == 0 ? Text(time)
        : Text(time.AddSeconds(1));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
