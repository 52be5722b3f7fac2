using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>
/// Two services: one is the catalog, the other orders from it. The products' files lie in the storage of the one that orders, and on a
/// foreign host; the catalog asks for a token.
/// </summary>
public sealed class RemotePair(AzuriteFixture azurite) : IAsyncLifetime
{
    public const string Collection = "scenes";

    /// <summary>A collection whose products one test changes.</summary>
    public const string Changing = "changing";

    /// <summary>A collection of which one test puts another of that id into the catalog of the front.</summary>
    public const string Twice = "twice";

    /// <summary>How many products there are, and how many come in a page.</summary>
    public const int Products = 7;

    public const int PageItems = 3;

    private OrderServer? _archive;
    private OrderServer? _front;
    private ForeignHost? _host;
    private BlobContainerClient? _files;

    /// <summary>The catalog.</summary>
    public OrderServer Archive => _archive!;

    /// <summary>The one that orders from it.</summary>
    public OrderServer Front => _front!;

    /// <summary>What the front shows the catalog.</summary>
    public string Secret { get; private set; } = "";

    public LogCollector Logs => Front.Services.GetRequiredService<LogCollector>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _archive = await OrderServer.StartAsync(azurite);
        _host = await ForeignHost.StartAsync();
        Secret = Archive.Services.GetRequiredService<TokenIssuer>().Issue("archive", "front@example.org", Role.REGISTERED_USER, TimeSpan.FromHours(1));
        var logs = new LogCollector();
        _front = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration.AddInMemoryCollection(Settings());
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(ForeignNetwork.Create()).AddSingleton(logs).AddSingleton<ILoggerProvider>(logs);
        });
        _files = Front.Storage.Blobs.GetBlobContainerClient($"c{Guid.NewGuid():N}");
        await _files.CreateAsync(cancellationToken: Stop);
        await ImportAsync(Collection, [.. Enumerable.Range(1, Products)]);
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["Orders:Catalogs:0:Address"] = new Uri(Archive.Address, "stac").AbsoluteUri,
        ["Orders:Catalogs:0:Collections:0"] = Collection,
        ["Orders:Catalogs:0:Collections:1"] = Changing,
        ["Orders:Catalogs:0:Collections:2"] = Twice,
        ["Orders:Catalogs:0:Tenants:0"] = "demo",
        ["Orders:Catalogs:0:Secret"] = $"Bearer {Secret}",
        ["Orders:Catalogs:0:PrivateAddress"] = "true",
        ["Orders:Catalogs:0:PageItems"] = $"{PageItems}",
        ["Orders:ExternalHosts:0"] = ForeignNetwork.Host,
        ["Logging:LogLevel:Default"] = "Debug",
    };

    /// <summary>Puts products into the catalog: each has a file in the storage of the front, every second one another on the foreign host.</summary>
    public async Task ImportAsync(string collection, IReadOnlyList<int> numbers, string version = "")
    {
        foreach (var number in numbers)
        {
            await _files!.GetBlobClient($"p{number}.bin{version}").UploadAsync(BinaryData.FromBytes(Content(number, version)), overwrite: true, Stop);
            _host!.AnswerFile($"far{number}.bin", Content(-number, version));
        }

        await ImportAsync(Archive, "archive", $$"""{"type": "FeatureCollection", "features": [{{string.Join(',', numbers.Select(n => Item(collection, n, version)))}}]}""");
    }

    /// <summary>Imports a document as an operator would.</summary>
    public static async Task ImportAsync(OrderServer server, string tenant, string json)
    {
        var import = new StacImport(
            server.Services.GetRequiredService<CatalogStore>(), server.Storage,
            server.Services.GetRequiredService<IArchive>(), server.Services.GetRequiredService<ExternalFilePolicy>());
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await import.ImportStreamAsync(new StacImportRequest(tenant), "test", stream, null, Stop);
    }

    /// <summary>The content of a file: of a product's own, or with a negative number of the one on the foreign host.</summary>
    public static byte[] Content(int number, string version = "") => Encoding.UTF8.GetBytes($"content {number}{version} " + new string('x', 50 + number));

    /// <summary>The item of a product: a point and a day of its own.</summary>
    public string Item(string collection, int number, string version = "")
    {
        var far = number % 2 == 0
            ? $$""", "far": {"href": "{{_host!.Address($"far{number}.bin")}}", "roles": ["data"], "file:size": {{Content(-number, version).Length}} }"""
            : "";
        return $$"""
            {"type": "Feature", "stac_version": "1.0.0", "id": "{{collection[0]}}{{number}}", "collection": "{{collection}}", "links": [],
             "geometry": {"type": "Point", "coordinates": [{{(number * 50) - 230}}, {{number}}]}, "bbox": [{{(number * 50) - 230}}, {{number}}, {{(number * 50) - 230}}, {{number}}],
             "properties": {"datetime": "2024-01-0{{number}}T12:00:00.5Z", "n": {{number}}, "platform": "{{(number < 4 ? "alpha" : "beta")}}"},
             "assets": {"data": {"href": "{{_files!.Uri}}/p{{number}}.bin{{version}}", "roles": ["data"]}{{far}} } }
            """;
    }

    /// <summary>The files of an order that is through, by name.</summary>
    public static async Task<SortedDictionary<string, byte[]>> FetchAsync(HttpClient client, long order, int files)
    {
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("availableFilesCount").GetInt64() == files);
        var fetched = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var page = await client.GetFromJsonAsync<JsonElement>($"/orders/{order}/files/available?size=100", Stop);
        foreach (var file in page.GetProperty("content").EnumerateArray().Select(one => one.GetProperty("content")))
            fetched.Add(file.GetProperty("filename").GetString()!, await client.GetByteArrayAsync(file.GetProperty("downloadUrl").GetString(), Stop));
        return fetched;
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null) await _front.DisposeAsync();
        if (_archive is not null) await _archive.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
    }
}
