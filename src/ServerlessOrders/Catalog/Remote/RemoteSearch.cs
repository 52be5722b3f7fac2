using System.Globalization;
using System.Text.Json.Nodes;

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
                ? ids.Chunk(MaxIds).Select(some => new RemoteSearch(index, ByIds(collectionId, some, limit)))
                : [new RemoteSearch(index, ByBounds(collectionId, query, limit))]);
        }

        return searches;
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
