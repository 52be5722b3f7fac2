using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessOrders.Baskets;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Tests.Contract.Orders;

public sealed class AutoOrderApiTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string Ann = "ann@example.org";

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apply_OrdersWhatTheQueriesFind()
    {
        var (status, answer) = await ApplyAsync(
            """{"queries":["productId:a1","productId:b1"],"filters":{"dataTypes":["QUICKLOOK"],"filenameRegExp":".*"},"correlationId":"mine"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"status":"GRANTED","correlationId":"mine","orderId":1}""", answer!["content"]!.ToJsonString());
        Assert.Empty(answer["links"]!.AsArray());
        var order = (await server.Service<OrderStore>().FindOrderAsync(new OrderKey(_tenant, 1), Token))!.Value;
        Assert.Equal((Ann, "mine", 2), (order.Owner, order.CorrelationId, order.SubOrderHours));
        Assert.Matches(@"^Generated order \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", order.Label);
        var selection = await server.Service<OrderDocumentStore>().ReadSelectionAsync(order.Key, Token);
        Assert.Equal(["a", "b"], selection!.Datasets.Select(dataset => dataset.CollectionId));
        Assert.All(selection.Datasets, dataset => Assert.Equal([FileType.QUICKLOOK], dataset.FileSelectionDescription!.FileTypes!));
        Assert.Equal([1L, 0L], selection.Datasets.Select(dataset => dataset.FilesCount));
    }

    [Fact]
    public async Task Apply_LeavesTheUsersBasketAlone()
    {
        const string selection = """{"engineType":"legacy","entityIdsToInclude":["a2"]}""";
        await server.JsonAsync("POST", "/order/basket/selection", _tenant, Ann, body: selection);
        var (_, before) = await server.JsonAsync("GET", "/order/basket", _tenant, Ann);

        var (status, answer) = await ApplyAsync("""{"queries":["productId:a1"]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEmpty((string)answer!["content"]!["correlationId"]!);
        var (_, after) = await server.JsonAsync("GET", "/order/basket", _tenant, Ann);
        Assert.True(JsonNode.DeepEquals(before, after));
    }

    [Fact]
    public async Task Apply_AtTheSameTime_MakesOrdersOfDifferentLabels()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ApplyAsync("""{"queries":["productId:a1"]}""")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        var (_, page) = await server.JsonAsync("GET", "/user/orders", _tenant, Ann);
        Assert.Equal(5, page!["content"]!.AsArray().Select(order => (string)order!["content"]!["label"]!).Distinct().Count());
        Assert.Equal(5, answers.Select(answer => (string)answer.Body!["content"]!["correlationId"]!).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"queries":["productId:nowhere"],"correlationId":"c"}""", "FAILED", "EMPTY_ORDER")]
    [InlineData("""{"queries":["productId:c1"],"correlationId":"c"}""", "FAILED", "EMPTY_ORDER")]
    [InlineData("""{"queries":["productId:(a1 OR a2 OR b1 OR b2)"],"correlationId":"c"}""", "DENIED", "ORDER_LIMIT_REACHED")]
    [InlineData("""{"queries":["productId:a1","productId:("],"correlationId":"c"}""", "FAILED", "INVALID_CONTENT")]
    [InlineData("""{"queries":["productId:a1","collection:nope"],"correlationId":"c"}""", "FAILED", "INVALID_CONTENT")]
    [InlineData("""{"queries":["productId:a1","datetime:<yesterday"],"correlationId":"c"}""", "FAILED", "INVALID_CONTENT")]
    [InlineData("""{"queries":["productId:a1"],"filters":{"dataTypes":["RAWDATA"],"filenameRegExp":"**"},"correlationId":"c"}""", "FAILED", "INVALID_CONTENT")]
    public async Task Apply_ThatCannotBeMet_SaysWhyAndMakesNoOrder(string body, string expected, string errorType)
    {
        var (status, answer) = await ApplyAsync(body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var content = answer!["content"]!;
        Assert.Equal((expected, errorType, "c"), ((string)content["status"]!, (string)content["errorType"]!, (string)content["correlationId"]!));
        Assert.NotEmpty((string)content["message"]!);
        Assert.Null(content["orderId"]);
        Assert.Equal(0, await server.Service<OrderNumberStore>().LastAsync(_tenant, Token));
    }

    [Theory]
    [InlineData("{}", 422, "queries")]
    [InlineData("""{"queries":null}""", 422, "queries")]
    [InlineData("""{"queries":[]}""", 422, "queries")]
    [InlineData("""{"queries":["x"],"filters":{}}""", 422, "dataTypes")]
    [InlineData("""{"queries":["x"],"filters":{"dataTypes":[]}}""", 422, "dataTypes")]
    [InlineData("""{"queries":["x"],"filters":{"dataTypes":["THUMBNAIL"]}}""", 400, "filters.dataTypes")]
    [InlineData("""{"queries":[null]}""", 400, "queries")]
    [InlineData("""{"queries":"productId:a1"}""", 400, "queries")]
    [InlineData("""{"queries":["x"],"correlationId":1}""", 400, "correlationId")]
    [InlineData("", 400, "body")]
    public async Task Apply_OfABodyThatCannotBeRead_NamesTheField(string body, int expected, string field)
    {
        var (status, answer) = await ApplyAsync(body);

        Assert.Equal(expected, (int)status);
        Assert.Contains(field, (string)answer!["messages"]![0]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, 200)]
    [InlineData(256, 422)]
    public async Task Apply_TakesACorrelationIdOf255Characters(int length, int expected)
    {
        var body = JsonSerializer.Serialize(new { queries = new[] { "productId:a1" }, correlationId = new string('x', length) });

        Assert.Equal(expected, (int)(await ApplyAsync(body)).Status);
    }

    [Fact]
    public async Task Apply_NeedsAUser() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.JsonAsync("POST", "/user/orders/apply", _tenant, null, body: "{}")).Status);

    private Task<(HttpStatusCode Status, JsonNode? Body)> ApplyAsync(string body) =>
        server.JsonAsync("POST", "/user/orders/apply", _tenant, Ann, body: body);
}
