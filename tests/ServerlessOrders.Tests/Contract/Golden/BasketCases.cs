using System.Globalization;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>The basket (contract, section 3), and what belongs to no endpoint (sections 1 and 3).</summary>
internal static class BasketCases
{
    private const string Unknown = "/order/basket/dataset/77";

    public static IEnumerable<GoldenCase> All =>
    [
        new("basket-get", async world => { await world.BasketAsync("a1", "b1"); return world.Ask("GET", "/order/basket"); }),
        new("basket-get-none", world => world.Ask("GET", "/order/basket")),
        new("basket-add", world => Add(world, """{"engineType":"legacy","searchParameters":{"q":["productId:a1"]}}""")),
        new("basket-add-nothing-found", world => Add(world, """{"engineType":"legacy","searchParameters":{"q":["productId:nowhere"]}}""")),
        new("basket-add-unknown-engine", world => Add(world, """{"engineType":"bogus"}""")),
        new("basket-add-blank-engine", world => Add(world, """{"engineType":" "}""")),
        new("basket-add-unreadable-query", world => Add(world, """{"engineType":"legacy","searchParameters":{"q":["productId:("]}}""")),
        new("basket-add-too-many", world => Add(world, """{"engineType":"legacy"}""")),
        new("basket-add-bad-json", world => Add(world, "nonsense")),
        new("basket-add-wrong-type", world => Add(world, """{"engineType":"legacy","entityIdsToInclude":"a1"}""")),
        new("basket-upload", world => world.Upload("a1\nb1\n")),
        new("basket-upload-nothing-found", world => world.Upload("nowhere\n")),
        new("basket-upload-too-many-lines", world => world.Upload(string.Concat(Enumerable.Repeat("a1\n", 1001)))),
        new("basket-upload-no-multipart", world => world.Ask("POST", "/order/basket/selection/upload", "{}")),
        new("basket-filters", world => FiltersAsync(world, """{"fileTypes":["QUICKLOOK"],"fileNamePattern":".*jpg"}""")),
        new("basket-filters-removed", async world =>
        {
            var set = await FiltersAsync(world, """{"fileTypes":["QUICKLOOK"]}""");
            var path = set.RequestUri!.ToString();
            await world.DoAsync(set);
            return world.Ask("PUT", path);
        }),
        new("basket-filters-bad-pattern", world => FiltersAsync(world, """{"fileTypes":["RAWDATA"],"fileNamePattern":"("}""")),
        new("basket-filters-bad-type", world => FiltersAsync(world, """{"fileTypes":["POEM"]}""")),
        new("basket-filters-unknown-dataset", async world => { await world.BasketAsync("a1"); return world.Ask("PUT", Unknown + "/updateFileFilters", """{"fileTypes":["RAWDATA"]}"""); }),
        new("basket-filters-no-basket", world => world.Ask("PUT", Unknown + "/updateFileFilters", """{"fileTypes":["RAWDATA"]}""")),
        new("basket-remove-dataset", async world => world.Ask("DELETE", $"/order/basket/dataset/{(await world.BasketAsync("a1", "b1")).DatasetSelections[0].Id}")),
        new("basket-remove-dataset-unknown", async world => { await world.BasketAsync("a1"); return world.Ask("DELETE", Unknown); }),
        new("basket-remove-dataset-no-basket", world => world.Ask("DELETE", Unknown)),
        new("basket-remove-selection", async world =>
        {
            var dataset = (await world.BasketAsync("a1")).DatasetSelections[0];
            var date = dataset.ItemsSelections[0].Date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            return world.Ask("DELETE", $"/order/basket/dataset/{dataset.Id}/{date}");
        }),
        new("basket-remove-selection-bad-date", async world => { await world.BasketAsync("a1"); return world.Ask("DELETE", Unknown + "/the-day-before-yesterday"); }),
        new("basket-empty", async world => { await world.BasketAsync("a1"); return world.Ask("DELETE", "/order/basket"); }),
        new("basket-empty-none", world => world.Ask("DELETE", "/order/basket")),

        new("pages-config", world => world.Ask("GET", "/pages-config.json", user: null)),
        new("health-ready", world => world.Ask("GET", "/health/ready", user: null)),
        new("health-live", world => world.Ask("GET", "/health/live", user: null)),
        new("unknown-path", world => world.Ask("GET", "/nothing/here", user: null)),
        new("wrong-method", world => world.Ask("PATCH", "/user/orders/1", user: null)),
        new("preflight", world => world.Ask("OPTIONS", "/user/orders/1", user: null)),
        new("no-token", world => world.Ask("GET", "/user/orders", user: null)),
    ];

    private static HttpRequestMessage Add(World world, string body) => world.Ask("POST", "/order/basket/selection", body);

    private static async Task<HttpRequestMessage> FiltersAsync(World world, string body) => world.Ask(
        "PUT", $"/order/basket/dataset/{(await world.BasketAsync("a1")).DatasetSelections[0].Id}/updateFileFilters", body);
}
