namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>The STAC API (contract, section 10), over a catalog that is empty.</summary>
internal static class StacCases
{
    public static IEnumerable<GoldenCase> All =>
    [
        new("stac-landing", world => world.Ask("GET", "/stac")),
        new("stac-conformance", world => world.Ask("GET", "/stac/conformance")),
        new("stac-collections", world => world.Ask("GET", "/stac/collections")),
        new("stac-collection-unknown", world => world.Ask("GET", "/stac/collections/nowhere")),
        new("stac-items-unknown", world => world.Ask("GET", "/stac/collections/nowhere/items")),
        new("stac-item-unknown", world => world.Ask("GET", "/stac/collections/nowhere/items/nothing")),
        new("stac-search-nothing", world => world.Ask("GET", "/stac/search?bbox=-10,-10,10,10")),
        new("stac-search-bad-bbox", world => world.Ask("GET", "/stac/search?bbox=1,2,3")),
        new("stac-search-bad-limit", world => world.Ask("GET", "/stac/search?limit=0")),
        new("stac-post-nothing", world => world.Ask("POST", "/stac/search", """{"ids":["a"],"limit":5}""")),
        new("stac-post-bad-json", world => world.Ask("POST", "/stac/search", "nonsense")),
        new("stac-post-both-places", world => world.Ask("POST", "/stac/search", """{"bbox":[0,0,1,1],"intersects":{"type":"Point","coordinates":[0,0]}}""")),
        new("stac-no-token", world => world.Ask("GET", "/stac", user: null)),
    ];
}
