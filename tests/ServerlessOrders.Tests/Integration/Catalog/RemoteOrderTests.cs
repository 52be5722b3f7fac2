using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Orders from a catalog that is another service: its STAC API over real HTTP, the files from storage and from a foreign host.</summary>
public sealed class RemoteOrderTests(RemotePair pair) : IClassFixture<RemotePair>, IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A user of each test's own, since a basket belongs to its user.</summary>
    private HttpClient Client { get; } = pair.Front.Client(user: $"{Guid.NewGuid():N}@example.org");

    public void Dispose() => Client.Dispose();

    [Fact]
    public async Task ACollectionOfARemoteCatalog_IsOrdered_AndItsFilesComeByteForByte()
    {
        var basket = await SelectAsync(new { engineType = "legacy", datasetUrn = Urns.Dataset("demo", RemotePair.Collection) });

        var selection = Assert.Single(basket.GetProperty("datasetSelections").EnumerateArray());
        Assert.Equal((RemotePair.Products, 10), (selection.GetProperty("objectsCount").GetInt32(), selection.GetProperty("filesCount").GetInt32()));
        // The sizes of the internal files are those of the blobs, as the documents have none.
        Assert.Equal(Expected([1, 2, 3, 4, 5, 6, 7]).Sum(file => file.Value.Length), selection.GetProperty("filesSize").GetInt64());
        Assert.Equal(7, selection.GetProperty("quota").GetInt32());
        Assert.Equal(Expected([1, 2, 3, 4, 5, 6, 7]), await RemotePair.FetchAsync(Client, await OrderAsync(), 10));
        // A private address tells of the operator's network.
        Assert.DoesNotContain("related", await Client.GetStringAsync("/stac", Stop), StringComparison.Ordinal);
        // Nothing that was logged on the way holds what opens the catalog.
        Assert.Contains(pair.Logs.Lines, line => line.Message.Contains("expanded to 10 files", StringComparison.Ordinal));
        Assert.DoesNotContain(pair.Logs.Lines, line => line.Message.Contains(pair.Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"engineType": "stac", "search": {"collections": ["scenes"], "ids": ["s2", "s5", "s9"]}}""", new[] { 2, 5 })]
    [InlineData("""{"engineType": "stac", "search": {"collections": ["scenes"], "datetime": "2024-01-03T00:00:00Z/2024-01-05T12:00:00.5Z"}}""", new[] { 3, 4, 5 })]
    [InlineData("""{"engineType": "stac", "search": {"collections": ["scenes"], "bbox": [15, -10, -170, 10]}}""", new[] { 1, 5, 6, 7 })]
    [InlineData("""{"queries": ["collection:scenes AND n:[3 TO 6] AND NOT platform:alpha"]}""", new[] { 4, 5, 6 })]
    [InlineData("""{"queries": ["s7 OR n:>6", "s7 OR productId:s1"]}""", new[] { 1, 7 })]
    public async Task AnOrderInOneRequest_HoldsWhatItsSearchFinds(string body, int[] products)
    {
        using var answer = await Client.PostAsync("/user/orders/apply", new StringContent(body, null, "application/json"), Stop);

        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        var order = JsonDocument.Parse(text).RootElement.GetProperty("content").GetProperty("orderId").GetInt64();
        var expected = Expected(products);
        Assert.Equal(expected, await RemotePair.FetchAsync(Client, order, expected.Count));
    }

    /// <summary>The same products in both catalogs, whatever is asked: what the remote one cannot say is tested on what it sends.</summary>
    [Fact]
    public async Task ASelection_MeansTheSame_InARemoteCatalogAndInTheBuiltInOne()
    {
        var items = string.Join(',', Enumerable.Range(1, RemotePair.Products).Select(number => pair.Item(RemotePair.Collection, number)));
        await RemotePair.ImportAsync(pair.Front, "own", $$"""{"type": "FeatureCollection", "features": [{{items}}]}""");
        var catalog = pair.Front.Services.GetRequiredService<ICatalog>();
        var narrowing = 0;
        foreach (var (engine, name, values) in Asked())
        {
            var (own, remote) = (await IdsAsync("own", engine, name, values), await IdsAsync("demo", engine, name, values));
            Assert.True(own.SequenceEqual(remote), $"{engine} {name}={string.Join('|', values)}: {string.Join(' ', own)} here, {string.Join(' ', remote)} there.");
            narrowing += own.Count is > 0 and < RemotePair.Products ? 1 : 0;
        }

        Assert.True(narrowing >= 15, "Most of the selections must find some products and leave out others.");

        async Task<List<string>> IdsAsync(string tenant, string engine, string name, string[] values)
        {
            var parsed = SelectionParser.ParseAll(tenant, engine == "legacy"
                ? [.. values.Select(value => Request(engine, name, [value]))]
                : [Request(engine, name, values)]);
            Assert.True(parsed.Queries is not null, parsed.Error);
            var found = new List<string>();
            string? after = null;
            do
            {
                var page = await catalog.ReadAsync(tenant, RemotePair.Collection, parsed.Queries, after, Stop);
                found.AddRange(page.Items.Select(item => item.Id));
                after = page.Next;
            }
            while (after is not null);
            return [.. found.Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task AProductThatChangesAfterTheBasket_IsOrderedAsItIsThen_AndOneThatIsGoneIsLeftOut()
    {
        await pair.ImportAsync(RemotePair.Changing, [1, 3]);
        await SelectAsync(Request("stac", "collections", [RemotePair.Changing]));
        await pair.ImportAsync(RemotePair.Changing, [3], version: ".2");
        Assert.True(await pair.Archive.Services.GetRequiredService<CatalogStore>().RemoveItemAsync("archive", RemotePair.Changing, "c1", Stop));

        var files = await RemotePair.FetchAsync(Client, await OrderAsync(), 1);

        Assert.Equal("p3.bin.2", Assert.Single(files).Key);
        Assert.Equal(RemotePair.Content(3, ".2"), files["p3.bin.2"]);
    }

    [Fact]
    public async Task ACollectionOfARemoteCatalog_IsOnlyForItsTenants_AndTheBuiltInOneComesFirst()
    {
        using (var other = pair.Front.Client("elsewhere"))
        using (var answer = await other.PostAsJsonAsync("/order/basket/selection", Request("stac", "collections", [RemotePair.Collection]), Stop))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);

        await pair.ImportAsync(RemotePair.Twice, [1, 3]);
        await pair.Front.AddProductsAsync("demo", RemotePair.Twice, ("mine", "own"));
        var basket = await SelectAsync(Request("stac", "collections", [RemotePair.Twice]));

        Assert.Equal(1, Assert.Single(basket.GetProperty("datasetSelections").EnumerateArray()).GetProperty("objectsCount").GetInt32());
    }

    [Fact]
    public async Task AProductNamedByUrn_IsFoundInTheCollectionThatIsNamedWithIt()
    {
        var urns = new[] { Urns.Product("demo", RemotePair.Collection, "s4"), "s5" };

        var basket = await SelectAsync(new { engineType = "legacy", datasetUrn = RemotePair.Collection, entityIdsToInclude = urns });

        Assert.Equal(2, Assert.Single(basket.GetProperty("datasetSelections").EnumerateArray()).GetProperty("objectsCount").GetInt32());
    }

    [Fact]
    public async Task ProductsOfBothCatalogs_AreOneOrder_AndComeOutAsStac()
    {
        await pair.Front.AddProductsAsync("demo", "notes", ("s2", "a note"));
        await SelectAsync(new { engineType = "legacy", entityIdsToInclude = new[] { "s2", Urns.Product("demo", "notes", "s2") } });
        var order = await OrderAsync();

        var files = await RemotePair.FetchAsync(Client, order, 3);

        Assert.Equal(["far2.bin", "p2.bin", "s2.txt"], files.Keys);
        var stac = await Client.GetFromJsonAsync<JsonElement>($"/user/orders/{order}/stac", Stop);
        var items = stac.GetProperty("features").EnumerateArray().Where(item => item.GetProperty("collection").GetString() == RemotePair.Collection);
        Assert.All(items, item => Assert.Equal(2, item.GetProperty("properties").GetProperty("n").GetInt32()));
    }

    private static IEnumerable<(string Engine, string Name, string[] Values)> Asked() =>
    [
        ("stac", "ids", ["s1", "s6", "none"]),
        ("stac", "datetime", ["2024-01-03"]),
        ("stac", "datetime", ["2024-01-03T12:00:00.5Z"]),
        ("stac", "datetime", ["2024-01-03T12:00:00.6Z/.."]),
        ("stac", "datetime", ["../2024-01-03T12:00:00.5Z"]),
        ("stac", "datetime", ["../2024-01-03T12:00:00.4999999Z"]),
        ("stac", "bbox", ["-90,-10,20,3.5"]),
        ("stac", "bbox", ["100,-90,-130,90"]),
        ("stac", "intersects", ["""{"type": "Polygon", "coordinates": [[[-190, -5], [130, -5], [130, 90], [-190, -5]]]}"""]),
        ("legacy", "q", ["*:*"]),
        ("legacy", "q", ["n:[2 TO 4]"]),
        ("legacy", "q", ["platform:beta AND datetime:[2024-01-05 TO *]"]),
        ("legacy", "q", ["NOT s3"]),
        ("legacy", "q", ["s1 OR s2 OR n:>5"]),
        ("legacy", "q", ["id:s*"]),
        ("legacy", "q", ["n:>5", "n:<3", "n:>5 OR n:<2"]),
        ("legacy", "q", ["s1", "s2", "s1 OR s3"]),
        ("legacy", "g", ["POLYGON((-190 -5, 130 -5, 130 90, -190 -5))"]),
        ("legacy", "g", ["POINT(20 5)", "POINT(-180 1)"]),
    ];

    private static SelectionRequest Request(string engine, string name, IReadOnlyList<string> values) => new(
        engine, null, new Dictionary<string, IReadOnlyList<string>> { [name] = values });

    private static SortedDictionary<string, byte[]> Expected(IEnumerable<int> products)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var number in products)
        {
            files.Add($"p{number}.bin", RemotePair.Content(number));
            if (number % 2 == 0) files.Add($"far{number}.bin", RemotePair.Content(-number));
        }

        return files;
    }

    private async Task<JsonElement> SelectAsync(object request)
    {
        using var answer = await Client.PostAsJsonAsync("/order/basket/selection", request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("content");
    }

    private async Task<long> OrderAsync()
    {
        using var created = await Client.PostAsJsonAsync("/user/orders", new { }, Stop);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
    }
}
