using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessOrders.Catalog;

namespace ServerlessOrders.Tests.Contract.Baskets;

public sealed class BasketApiTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private BasketHost _host = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await BasketHost.StartAsync(azurite.Storage);
        _client = _host.Client(_tenant, "ann@example.org");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Basket_IsWrittenInTheShapeOfTheContract()
    {
        var (status, body) = await Send("POST", "/order/basket/selection", """{"engineType":"legacy","searchParameters":{"q":["productId:(a1 OR b1)"]}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var basket = body!["content"]!;
        var id = (long)basket["id"]!;
        var date = (string)basket["datasetSelections"]![0]!["itemsSelections"]![0]!["date"]!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", date);
        var request = $$$"""{"engineType":"legacy","searchParameters":{"q":["productId:(a1 OR b1)"]},"selectionDate":"{{{date}}}"}""";
        var expected = JsonNode.Parse($$$"""
            {"id":{{{id}}},"owner":"ann@example.org","datasetSelections":[
              {"id":{{{id + 1}}},"datasetIpid":"{{{Urns.Dataset(_tenant, "a")}}}","datasetLabel":"Title of a",
               "objectsCount":1,"filesCount":2,"filesSize":13,"quota":1,"itemsSelections":[
                {"date":"{{{date}}}","selectionRequest":{{{request}}},"objectsCount":1,"filesCount":2,"filesSize":13,"quota":1}]},
              {"id":{{{id + 2}}},"datasetIpid":"{{{Urns.Dataset(_tenant, "b")}}}","datasetLabel":"Title of b",
               "objectsCount":1,"filesCount":1,"filesSize":10,"quota":0,"itemsSelections":[
                {"date":"{{{date}}}","selectionRequest":{{{request}}},"objectsCount":1,"filesCount":1,"filesSize":10,"quota":0}]}],
             "quota":1}
            """);
        Assert.True(JsonNode.DeepEquals(expected, basket), basket.ToJsonString());
        Assert.EndsWith("/order/basket", (string?)body["links"]![0]!["href"], StringComparison.Ordinal);

        var (again, stored) = await Send("GET", "/order/basket");
        Assert.Equal(HttpStatusCode.OK, again);
        Assert.True(JsonNode.DeepEquals(body, stored));
    }

    [Theory]
    [InlineData("""{"engineType":"legacy","searchParameters":{"q":["productId:nowhere"]}}""", HttpStatusCode.NoContent)]
    [InlineData("""{"engineType":"legacy","entityIdsToInclude":["c1"]}""", HttpStatusCode.NoContent)]
    [InlineData("""{"engineType":"legacy"}""", HttpStatusCode.Conflict)]
    [InlineData("""{"engineType":"bogus"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"engineType":"legacy","searchParameters":{"q":["productId:("]}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"engineType":"legacy","datasetUrn":"c"}""", HttpStatusCode.NoContent)]
    [InlineData("""{"engineType":"legacy","datasetUrn":"nope"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"engineType":"stac","searchParameters":{"collections":["a,nope"]}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"engineType":"legacy","searchParameters":{"q":["datetime:[2024-02-30 TO *]"]}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"engineType":" "}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"engineType":"legacy","searchParameters":{"q":[null]}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"engineType":"legacy","searchParameters":{"q":"x"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"engineType":"legacy","entityIdsToInclude":[null]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"engineType":1}""", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task AddSelection_ThatAddsNothing_AnswersWhyAndMakesNoBasket(string body, HttpStatusCode expected)
    {
        var (status, answer) = await Send("POST", "/order/basket/selection", body);

        Assert.Equal(expected, status);
        if (expected == HttpStatusCode.NoContent) Assert.Null(answer);
        else Assert.NotEmpty((string)answer!["messages"]![0]!);
        Assert.Equal(HttpStatusCode.NoContent, (await Send("GET", "/order/basket")).Status);
    }

    [Fact]
    public async Task AddSelection_WithNullParameters_IsOneWithoutThem()
    {
        var (status, body) = await Send(
            "POST", "/order/basket/selection", """{"engineType":"legacy","datasetUrn":"a","searchParameters":{"q":null},"entityIdsToInclude":null}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2, (int)body!["content"]!["datasetSelections"]![0]!["objectsCount"]!);
    }

    [Theory]
    [InlineData("a1\r\n\r\n  b1 \r\nnowhere\r\na1", HttpStatusCode.OK)]
    [InlineData("a1", HttpStatusCode.OK)]
    [InlineData("\"a1\"\n'b1'", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.NoContent)]
    [InlineData("\n \n", HttpStatusCode.NoContent)]
    [InlineData("nowhere", HttpStatusCode.NoContent)]
    public async Task Upload_TakesTheProductsThatExist(string list, HttpStatusCode expected)
    {
        var (status, body) = await Upload(list);

        Assert.Equal(expected, status);
        Assert.Equal(expected == HttpStatusCode.OK, body is not null);
    }

    [Theory]
    [InlineData(1000, "\n", HttpStatusCode.OK)]
    [InlineData(1000, "\r\n", HttpStatusCode.OK)]
    [InlineData(1000, "\n\n \n", HttpStatusCode.OK)]
    [InlineData(1001, "\n", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Upload_TakesAThousandLines(int lines, string end, HttpStatusCode expected)
    {
        var list = string.Concat(Enumerable.Range(1, lines).Select(i => $"a{i}{end}"));

        Assert.Equal(expected, (await Upload(list)).Status);
    }

    [Fact]
    public async Task RemoveItemsSelection_TakesTheDateInAnyOffset()
    {
        var basket = await Add("a", "a1");
        await Add("a", "a2");
        var dataset = basket["datasetSelections"]![0]!;
        var date = DateTimeOffset.Parse((string)dataset["itemsSelections"]![0]!["date"]!, System.Globalization.CultureInfo.InvariantCulture);
        var elsewhere = date.ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture);

        var (status, body) = await Send("DELETE", $"/order/basket/dataset/{dataset["id"]}/{Uri.EscapeDataString(elsewhere)}");

        Assert.Equal(HttpStatusCode.OK, status);
        var rest = body!["content"]!["datasetSelections"]![0]!;
        Assert.Equal("a2", (string)Assert.Single(rest["itemsSelections"]!.AsArray())!["selectionRequest"]!["entityIdsToInclude"]![0]!);
        Assert.Equal(1, (int)rest["objectsCount"]!);

        var last = (string)rest["itemsSelections"]![0]!["date"]!;
        var (lastStatus, empty) = await Send("DELETE", $"/order/basket/dataset/{dataset["id"]}/{last}");
        Assert.Equal(HttpStatusCode.OK, lastStatus);
        Assert.Empty(empty!["content"]!["datasetSelections"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await Send("GET", "/order/basket")).Status);
    }

    [Fact]
    public async Task RemoveItemsSelection_ByWhatIsNoDate_Is400()
    {
        var id = (await Add("a", "a1"))["datasetSelections"]![0]!["id"];

        Assert.Equal(HttpStatusCode.BadRequest, (await Send("DELETE", $"/order/basket/dataset/{id}/the-day-before-yesterday")).Status);
    }

    [Fact]
    public async Task RemoveDatasetSelection_AnswersTheRest()
    {
        await Add("a", "a1");
        var basket = await Add("b", "b1");

        var (status, body) = await Send("DELETE", $"/order/basket/dataset/{basket["datasetSelections"]![0]!["id"]}");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Title of b", (string)Assert.Single(body!["content"]!["datasetSelections"]!.AsArray())!["datasetLabel"]!);
    }

    [Fact]
    public async Task FileFilters_AreSetChangedAndRemoved()
    {
        var id = (await Add("a", "a1"))["datasetSelections"]![0]!["id"];
        var address = $"/order/basket/dataset/{id}/updateFileFilters";

        var (set, filtered) = await Send("PUT", address, """{"fileTypes":["QUICKLOOK"],"fileNamePattern":".*"}""");
        Assert.Equal(HttpStatusCode.OK, set);
        var dataset = filtered!["content"]!["datasetSelections"]![0]!;
        Assert.Equal("""{"fileTypes":["QUICKLOOK"],"fileNamePattern":".*"}""", dataset["fileSelectionDescription"]!.ToJsonString());
        Assert.Equal(1, (int)dataset["filesCount"]!);

        var (changed, named) = await Send("PUT", address, """{"fileTypes":null,"fileNamePattern":"test"}""");
        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.Equal("""{"fileTypes":[],"fileNamePattern":"test"}""", named!["content"]!["datasetSelections"]![0]!["fileSelectionDescription"]!.ToJsonString());

        var (removed, all) = await Send("PUT", address);
        Assert.Equal(HttpStatusCode.OK, removed);
        Assert.Null(all!["content"]!["datasetSelections"]![0]!["fileSelectionDescription"]);
        Assert.Equal(2, (int)all["content"]!["datasetSelections"]![0]!["filesCount"]!);
    }

    [Theory]
    [InlineData("""{"fileNamePattern":"test**"}""")]
    [InlineData("""{"fileTypes":["THUMBNAIL"]}""")]
    [InlineData("""{"fileTypes":[null]}""")]
    [InlineData("""{"fileTypes":"RAWDATA"}""")]
    public async Task FileFilters_ThatCannotBeUsed_Are400(string body)
    {
        var id = (await Add("a", "a1"))["datasetSelections"]![0]!["id"];

        var (status, answer) = await Send("PUT", $"/order/basket/dataset/{id}/updateFileFilters", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty((string)answer!["messages"]![0]!);
    }

    [Fact]
    public async Task UnknownDatasetSelection_Is404ForFiltersOnly()
    {
        await Add("a", "a1");

        Assert.Equal(HttpStatusCode.NotFound, (await Send("PUT", "/order/basket/dataset/1/updateFileFilters", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Send("DELETE", "/order/basket/dataset/1")).Status);
    }

    [Theory]
    [InlineData("GET", "/order/basket")]
    [InlineData("DELETE", "/order/basket")]
    [InlineData("DELETE", "/order/basket/dataset/1")]
    [InlineData("DELETE", "/order/basket/dataset/1/2025-01-31T12:00:00.000Z")]
    [InlineData("PUT", "/order/basket/dataset/1/updateFileFilters")]
    public async Task WithoutBasket_Is204WithoutBody(string method, string address) =>
        Assert.Equal((HttpStatusCode.NoContent, null), await Send(method, address));

    [Fact]
    public async Task Basket_IsSeenByItsOwnerOnly()
    {
        await Add("a", "a1");
        using var neighbour = _host.Client(_tenant, "bob@example.org");
        using var namesake = _host.Client(AzuriteFixture.NewTenant(), "ann@example.org");

        Assert.Equal(HttpStatusCode.NoContent, (await neighbour.GetAsync("/order/basket", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await namesake.GetAsync("/order/basket", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await neighbour.DeleteAsync("/order/basket", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send("GET", "/order/basket")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Send("DELETE", "/order/basket")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Send("GET", "/order/basket")).Status);
    }

    private async Task<JsonNode> Add(string collection, string product)
    {
        var request = new { engineType = "legacy", datasetUrn = collection, entityIdsToInclude = new[] { product } };
        var (status, body) = await Send("POST", "/order/basket/selection", JsonSerializer.Serialize(request));
        Assert.Equal(HttpStatusCode.OK, status);
        return body!["content"]!;
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> Upload(string list)
    {
        using var form = new MultipartFormDataContent { { new StringContent(list), "file", "ids.txt" } };
        return await Read(await _client.PostAsync("/order/basket/selection/upload", form, Token));
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> Send(string method, string address, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Read(await _client.SendAsync(request, Token));
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> Read(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Token);
            return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
        }
    }
}
