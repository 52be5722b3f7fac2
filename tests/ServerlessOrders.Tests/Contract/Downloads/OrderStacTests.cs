using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>An order as STAC (contract, section 10).</summary>
public sealed class OrderStacTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private OrderServer _server = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_ComesPageByPage_EachProductOnce_WithEveryFileAndItsWorkingAddress()
    {
        await AddAsync(5, assets: 3);
        var order = await DoneAsync();
        var seen = new List<JsonNode>();
        string? next = $"/user/orders/{order}/stac?limit=2";
        var pages = 0;
        for (; next is not null; pages++)
        {
            var page = await ReadAsync(_client, next);
            seen.AddRange(page["features"]!.AsArray()!);
            Assert.Equal(page["features"]!.AsArray().Count, (int)page["numberReturned"]!);
            next = (string?)page["links"]!.AsArray().FirstOrDefault(link => (string)link!["rel"]! == "next")?["href"];
        }

        Assert.Equal(3, pages);
        Assert.Equal(["p0", "p1", "p2", "p3", "p4"], seen.Select(item => (string)item["id"]!));
        foreach (var item in seen)
        {
            Assert.Equal(("Feature", "1.1.0", "c"), ((string)item["type"]!, (string)item["stac_version"]!, (string)item["collection"]!));
            Assert.Equal("collection", (string)item["links"]![0]!["rel"]!);
            Assert.Equal("succeeded", (string)item["properties"]!["order:status"]!);
            Assert.Equal(order.ToString(System.Globalization.CultureInfo.InvariantCulture), (string)item["properties"]!["order:id"]!);
            var assets = item["assets"]!.AsObject();
            Assert.Equal(["a0", "a1", "a2"], assets.Select(asset => asset.Key));
            foreach (var (key, asset) in assets)
            {
                var content = await _client.GetByteArrayAsync((string)asset!["href"]!, Stop);
                Assert.Equal($"{(string)item["id"]!} {key}", System.Text.Encoding.UTF8.GetString(content));
                Assert.Equal(content.Length, (int)asset["file:size"]!);
                Assert.Equal("1220" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), (string)asset["file:checksum"]!);
                Assert.Equal(("succeeded", "data"), ((string)asset["order:status"]!, (string)asset["roles"]![0]!));
            }
        }
    }

    [Fact]
    public async Task Item_IsWhatTheCatalogHas_AndTheLeastIfItIsGoneThere()
    {
        await AddAsync(1, assets: 1);
        var order = await DoneAsync();

        var known = (await ReadAsync(_client, $"/user/orders/{order}/stac"))["features"]![0]!;
        Assert.Equal("""{"eo:cloud_cover":7,"datetime":null,"start_datetime":"2024-01-02T03:04:05.000Z","end_datetime":"2024-01-02T04:00:00.000Z"}""", Without(known["properties"]!));
        Assert.Equal("""{"type":"MultiPolygon","coordinates":[[[[170,-10],[180,-10],[180,20],[170,20],[170,-10]]],[[[-180,-10],[-170,-10],[-170,20],[-180,20],[-180,-10]]]]}""", known["geometry"]!.ToJsonString());
        Assert.Equal("[170,-10,-170,20]", known["bbox"]!.ToJsonString());

        Assert.True(await new CatalogStore(_server.Storage).RemoveItemAsync("demo", "c", "p0", Stop));
        var least = (await ReadAsync(_client, $"/user/orders/{order}/stac"))["features"]![0]!;
        Assert.Equal("p0", (string)least["id"]!);
        Assert.True(least.AsObject().ContainsKey("geometry"));
        Assert.Null(least["geometry"]);
        Assert.False(least.AsObject().ContainsKey("bbox"));
        Assert.Equal((string)least["properties"]!["order:date"]!, (string)least["properties"]!["datetime"]!);
        Assert.Equal(known["assets"]!.ToJsonString(), least["assets"]!.ToJsonString());
    }

    [Fact]
    public async Task ByOrderToken_PagesAndAddressesCarryTheToken()
    {
        await AddAsync(2, assets: 1);
        var order = await DoneAsync();
        var snapshot = await _server.Services.GetRequiredService<OrderStore>().FindAsync(new OrderKey("demo", order), Stop);
        var token = _server.Services.GetRequiredService<OrderTokens>().Issue(snapshot!.Order);
        using var nobody = new HttpClient { BaseAddress = _server.Address };

        var first = await ReadAsync(nobody, $"/user/orders/stac?orderToken={token}&limit=1");
        var next = (string)first["links"]!.AsArray().Single(link => (string)link!["rel"]! == "next")!["href"]!;
        var second = await ReadAsync(nobody, next);

        Assert.Single(second["links"]!.AsArray());
        foreach (var (page, id) in new[] { (first, "p0"), (second, "p1") })
            Assert.Equal(id + " a0", await nobody.GetStringAsync((string)page["features"]![0]!["assets"]!["a0"]!["href"]!, Stop));
        using var refused = await nobody.GetAsync("/user/orders/stac", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite);
        _client = _server.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType!.MediaType);
        return JsonNode.Parse(text)!;
    }

    private static string Without(JsonNode properties) =>
        new JsonObject(properties.AsObject().Where(property => !property.Key.StartsWith("order:", StringComparison.Ordinal) && property.Key != "expires")
            .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))).ToJsonString();

    private async Task<long> DoneAsync()
    {
        var order = await OrderServer.OrderAllAsync(_client);
        await OrderServer.WaitForAsync(_client, order, found => found.GetProperty("status").GetString() == "DONE");
        return order;
    }

    private async Task AddAsync(int items, int assets)
    {
        var container = _server.Storage.Blobs.GetBlobContainerClient($"c{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Stop);
        var written = new List<CatalogItem>();
        for (var i = 0; i < items; i++)
        {
            var files = new List<CatalogAsset>();
            for (var j = 0; j < assets; j++)
            {
                var name = $"p{i}/a{j}.bin";
                await container.UploadBlobAsync(name, BinaryData.FromString($"p{i} a{j}"), Stop);
                files.Add(new CatalogAsset(
                    $"a{j}", $"p{i}-a{j}.bin", DataType.RAWDATA, "application/octet-stream", $"{container.Name}/{name}", false, null, null, null));
            }

            written.Add(new CatalogItem(
                "c", $"p{i}", $"p{i}", JsonDocument.Parse("""{"eo:cloud_cover":7,"datetime":"2024-01-02T03:04:05Z"}""").RootElement, [170, -10, -170, 20],
                new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero), new DateTimeOffset(2024, 1, 2, 4, 0, 0, TimeSpan.Zero), files));
        }

        await new CatalogStore(_server.Storage).WriteItemsAsync("demo", written.ToAsyncEnumerable(), _ => { }, Stop);
    }
}
