using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>What tests have that stand in for a catalog: a host of this machine answers its searches over real HTTP, as the test says.</summary>
public abstract class StandInCatalog(AzuriteFixture azurite) : IAsyncLifetime
{
    private protected const string Collection = "scenes";
    private protected const string Tenant = "demo";
    private protected const string Secret = "Key of-the-catalog";

    private readonly ConcurrentQueue<JsonObject> _bodies = new();
    private readonly List<RemoteCatalogs> _made = [];
    private ForeignHost? _host;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The bodies of the searches, in their order.</summary>
    private protected IReadOnlyCollection<JsonObject> Bodies => _bodies;

    private protected ForeignHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await ForeignHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _made.ForEach(catalogs => catalogs.Dispose());
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static RemotePatience Patience => RemotePatience.Usual with { Pause = TimeSpan.FromMilliseconds(20) };

    private protected static ItemQuery All() =>
        SelectionParser.Parse(Tenant, new SelectionRequest("legacy")).Query!;

    private protected static string Item(string id, string title = "") =>
        $$"""{"type": "Feature", "stac_version": "1.0.0", "id": "{{id}}", "properties": {"title": "{{title}}"}, "geometry": null, "links": [], "assets": {"d": {"href": "http://data.example.org/{{id}}.bin"} } }""";

    private protected static string Next(string body) => $$"""{"rel": "next", "method": "POST", "href": "search", "merge": true, "body": {{body}} }""";

    private protected static Task FailAsync(HttpContext http, int status, string? retryAfter)
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    }

    private protected Task PageAsync(HttpContext http, IReadOnlyList<string> ids, string? link = null)
    {
        var items = ids.Select(id => Item(id).Replace("data.example.org/", $"{ForeignNetwork.Host}:{Host.Port}/", StringComparison.Ordinal));
        return http.Response.WriteAsync($$"""{"type": "FeatureCollection", "features": [{{string.Join(',', items)}}], "links": [{{link}}]}""", http.RequestAborted);
    }

    private protected void Answer(RequestDelegate answer) => Host.Answer("v1/search", async http =>
    {
        if (http.Request.Method == "POST") _bodies.Enqueue((await http.Request.ReadFromJsonAsync<JsonObject>(http.RequestAborted))!);
        await answer(http);
    });

    private protected RemoteCatalogs Catalog(Action<RemoteCatalogOptions>? configure = null, ExternalNetwork? network = null)
    {
        var settings = new RemoteCatalogOptions { Address = Host.Address("v1/"), Header = "X-Api-Key", Secret = Secret };
        settings.Collections.Add(Collection);
        configure?.Invoke(settings);
        var options = new RemoteCatalogsOptions();
        options.Catalogs.Add(settings);
        var catalogs = new RemoteCatalogs(
            Options.Create(options), network ?? ForeignNetwork.Create(), Patience, azurite.Storage, new BlobArchive(azurite.Storage),
            new ExternalFilePolicy(Options.Create(new OrdersOptions())), TimeProvider.System, NullLogger<RemoteCatalogs>.Instance);
        _made.Add(catalogs);
        return catalogs;
    }

    private protected static async Task<List<string>> IdsAsync(RemoteCatalogs catalogs)
    {
        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = await catalogs.Of(Tenant, Collection)!.ReadAsync(Tenant, Collection, [All()], after, Stop);
            ids.AddRange(page.Items.Select(item => item.Id));
            after = page.Next;
        }
        while (after is not null);
        return ids;
    }

    private protected static Task<CatalogUnavailableException> FaultAsync(RemoteCatalogs catalogs) =>
        Assert.ThrowsAsync<CatalogUnavailableException>(() => IdsAsync(catalogs));
}
