using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Contract.Stac;

/// <summary>
/// A server with a catalog for the tests of STAC API: the collection <c>scenes</c> of documents (<c>s00</c> to <c>s11</c>, one a month of
/// 2024, each 30 degrees east of the one before; one across the antimeridian, one in the air, one without a place), and the collection
/// <c>notes</c> of a file without a time or a place.
/// </summary>
public sealed class StacServer(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Collection = """
        {"type": "Collection", "stac_version": "1.0.0", "id": "scenes", "title": "Scenes", "description": "Scenes of a satellite", "license": "other",
         "extent": {"spatial": {"bbox": [[-180, -90, 180, 90]]}, "temporal": {"interval": [["2024-01-01T00:00:00Z", "2024-12-31T00:00:00Z"]]}}, "links": []}
        """;

    private OrderServer? _server;
    private HttpClient? _client;

    public HttpClient Client => _client!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite);
        _client = _server.Client();
        await _server.AddProductsAsync("demo", "notes", ("note", "a note"));
        await ImportAsync(Collection);
        var months = Enumerable.Range(0, 12).Select(month => Item(
            $"s{month:D2}", $"2024-{month + 1:D2}-15T12:00:00Z", Point((month * 30) - 170, (month * 10) - 50), month));
        await ImportAsync($$"""
            {"type": "FeatureCollection", "features": [{{string.Join(',', months)}},
            {{Item("air", "2024-03-01T00:00:00Z", """ "bbox": [11, 45, 500, 11, 45, 500], "geometry": {"type": "Point", "coordinates": [11, 45, 500]} """, 20)}},
            {{Item("dateline", "2024-03-02T00:00:00Z", """ "bbox": [170, -5, -170, 5], "geometry": {"type": "MultiPolygon", "coordinates": [[[[170,-5],[180,-5],[180,5],[170,5],[170,-5]]],[[[-180,-5],[-170,-5],[-170,5],[-180,5],[-180,-5]]]]} """, 21)}},
            {{Item("nowhere", "2024-03-03T00:00:00Z", """ "geometry": null """, 22)}} ] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>A document below <c>/stac</c>, or at the address of a link.</summary>
    internal async Task<JsonNode> GetAsync(string address) => JsonNode.Parse(await (await SendAsync(address)).Content.ReadAsStringAsync(Stop))!;

    /// <summary>The answer to a GET, which must be 200.</summary>
    internal async Task<HttpResponseMessage> SendAsync(string address, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.StartsWith("http", StringComparison.Ordinal) ? address : "/stac" + address);
        if (accept is not null) request.Headers.Add("Accept", accept);
        var answer = await Client.SendAsync(request, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        return answer;
    }

    /// <summary>The status of a GET.</summary>
    internal async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var answer = await Client.GetAsync("/stac" + address, Stop);
        return answer.StatusCode;
    }

    /// <summary>The answer to a search by POST.</summary>
    internal async Task<JsonNode> PostAsync(string body)
    {
        using var answer = await Client.PostAsync("/stac/search", new StringContent(body, Encoding.UTF8, "application/json"), Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{body}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!;
    }

    /// <summary>The status of a search by POST.</summary>
    internal async Task<HttpStatusCode> PostStatusAsync(string body)
    {
        using var answer = await Client.PostAsync("/stac/search", new StringContent(body, Encoding.UTF8, "application/json"), Stop);
        return answer.StatusCode;
    }

    /// <summary>The ids of a list in the order of the list.</summary>
    internal static List<string> Ids(JsonNode page) => [.. page["features"]!.AsArray().Select(item => (string)item!["id"]!)];

    /// <summary>The links of a relation.</summary>
    internal static List<JsonNode> Links(JsonNode document, string relation) =>
        [.. document["links"]!.AsArray().OfType<JsonNode>().Where(link => (string)link["rel"]! == relation)];

    /// <summary>The one link of a relation.</summary>
    internal static JsonNode Link(JsonNode document, string relation) => Assert.Single(Links(document, relation));

    private static string Point(int x, int y) => string.Create(
        CultureInfo.InvariantCulture, $$""" "bbox": [{{x}}, {{y}}, {{x}}, {{y}}], "geometry": {"type": "Point", "coordinates": [{{x}}, {{y}}]} """);

    private static string Item(string id, string time, string place, int number) => $$"""
        {"type": "Feature", "stac_version": "1.1.0", "id": "{{id}}", "collection": "scenes", {{place}}, "links": [],
         "properties": {"datetime": "{{time}}", "number": {{number}}, "even": {{(number % 2 == 0 ? "true" : "false")}}, "name": "scene {{number}}"},
         "assets": {"data": {"href": "https://data.example.org/{{id}}.tif", "roles": ["data"]}, "look": {"href": "https://data.example.org/{{id}}.png", "roles": ["thumbnail"]} } }
        """;

    private async Task ImportAsync(string json)
    {
        var import = ActivatorUtilities.CreateInstance<StacImport>(
            _server!.Services, _server.Services.GetRequiredService<CatalogStore>(), _server.Storage,
            _server.Services.GetRequiredService<IArchive>(), _server.Services.GetRequiredService<ExternalFilePolicy>());
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await import.ImportStreamAsync(new StacImportRequest("demo"), "test", stream, null, Stop);
    }
}
