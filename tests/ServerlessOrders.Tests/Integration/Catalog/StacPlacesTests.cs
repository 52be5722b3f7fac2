using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Where STAC documents come from, what they link to, and the files beside them.</summary>
public sealed class StacPlacesTests(AzuriteFixture azurite) : IDisposable
{
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private readonly string _container = $"c{Guid.NewGuid():N}";
    private readonly CatalogStore _catalog = new(azurite.Storage);
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Catalog_IsFollowedToItsItems_InCirclesToo_ButNotOutOfItsFolder()
    {
        Write("secret.json", Item("secret"));
        Write("root/sea/collection.json", Collection("sea", "item:items/a%20b.json", "item:./items/broken.json", "parent:../catalog.json", "child:../catalog.json"));
        Write("root/sea/items/a b.json", Item("one"));
        Write("root/sea/items/broken.json", "{");
        File.CreateSymbolicLink(_folder["root/link.json"], _folder["secret.json"]);
        Write("root/catalog.json", Catalog("child:./sea/collection.json", "child:./catalog.json", "item:../secret.json", "item:..%2fsecret.json", "item:gone.json", "item:https://e.org/i.json", "item:link.json"));

        var result = await Import().ImportFileAsync(new StacImportRequest(_tenant), _folder["root/catalog.json"], null, Stop);

        Assert.Equal(["sea"], result.Collections);
        Assert.Equal((1, 6), (result.Items, result.LeftOut));
        Assert.Equal("one", Assert.Single(await AllAsync("sea")).Id);
        Assert.Equal("The sea", (await _catalog.FindCollectionAsync(_tenant, "sea", Stop))!.Title);
        var left = result.Notes.Where(n => n.LeftOut).Select(n => n.ToString()).ToList();
        Assert.Equal(4, left.Count(n => n.Contains("it leads out of the place of the import", StringComparison.Ordinal)));
        Assert.Contains(left, n => n.StartsWith("gone.json: cannot be read", StringComparison.Ordinal));
        Assert.Contains(left, n => n.StartsWith("sea/items/broken.json: not valid JSON", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Catalog_ThatIsVeryDeep_EndsAtTheLimit()
    {
        for (var i = 0; i < StacFollower.MaxDepth + 3; i++) Write($"{i}.json", Catalog($"child:{i + 1}.json"));

        var result = await Import().ImportFileAsync(new StacImportRequest(_tenant), _folder["0.json"], null, Stop);

        Assert.Contains("links deep", Assert.Single(result.Notes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesBesideADocument_AreUploadedWithIt_AndNothingFromElsewhere()
    {
        Write("secret.txt", "secret");
        Write("in/x/a b.tif", "hello");
        Write("in/x/md5.txt", "hello");
        Write("in/up.txt", "up");
        Write("in/x/wrong.txt", "hello");
        File.CreateSymbolicLink(_folder["in/x/link.txt"], _folder["secret.txt"]);
        Directory.CreateSymbolicLink(_folder["in/x/linked"], _folder.Path);
        Write("in/x/item.json", Item("i/1", """
            "tif":{"href":"./a%20b.tif"}, "up":{"href":"../up.txt","type":"text/x-up"},
            "md5":{"href":"md5.txt","file:checksum":"d501105d41402abc4b2a76b9719d911017c592"},
            "size":{"href":"wrong.txt","file:size":6}, "sum":{"href":"wrong.txt","file:checksum":"d5011000000000000000000000000000000000"},
            "out":{"href":"../../secret.txt"}, "enc":{"href":"..%2f..%2fsecret.txt"}, "abs":{"href":"/etc/passwd"}, "url":{"href":"file:///etc/passwd"},
            "link":{"href":"link.txt"}, "linked":{"href":"linked/secret.txt"}, "folder":{"href":"../x"}, "gone":{"href":"gone.tif"},
            "far":{"href":"https://e.org/far.tif"}
            """));
        var request = new StacImportRequest(_tenant, "c", Upload: true, Container: _container);

        var planned = await Import().ImportFolderAsync(request with { DryRun = true }, _folder["in"], null, Stop);
        Assert.False(await azurite.Storage.Blobs.GetBlobContainerClient(_container).ExistsAsync(Stop));
        var result = await Import().ImportFolderAsync(request, _folder["in"], null, Stop);
        var again = await Import().ImportFolderAsync(request, _folder["in"], null, Stop);

        var files = Assert.Single(await AllAsync("c")).Assets.ToDictionary(a => a.Key);
        Assert.Equal(["far", "md5", "tif", "up"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            new CatalogAsset("tif", "a b.tif", DataType.RAWDATA, "image/tiff", $"{_container}/{_tenant}/c/i%2F1/x/a b.tif".Replace("%2F", "%252F", StringComparison.Ordinal), false, 5, "5d41402abc4b2a76b9719d911017c592", "MD5"),
            files["tif"]);
        Assert.Equal(("text/x-up", 2), (files["up"].MimeType, files["up"].Size));
        var blob = BlobLocation.Parse(files["tif"].Href);
        Assert.Equal("hello", (await azurite.Storage.Blobs.GetBlobContainerClient(blob.Container).GetBlobClient(blob.Name).DownloadContentAsync(Stop)).Value.Content.ToString());
        Assert.Equal(
            ["abs", "enc", "folder", "gone", "link", "linked", "out", "size", "sum", "url"],
            result.Notes.Where(n => n is { LeftOut: true, Asset: not null }).Select(n => n.Asset!).Order(StringComparer.Ordinal));
        // Both links of the folder are named as well; only an upload reads a file, and so its checksum.
        Assert.Equal((1, 11, 12), (planned.Added, planned.LeftOut, result.LeftOut));
        Assert.Equal((0, 0, 1, 4), (again.Added, again.Replaced, again.UnchangedItems, again.Unchanged));
        await foreach (var stored in azurite.Storage.Blobs.GetBlobContainerClient(_container).GetBlobsAsync(cancellationToken: Stop))
            Assert.DoesNotContain("secret", stored.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesBesideADocument_AreNamedAsMissing_UnlessTheirUploadIsAskedFor()
    {
        Write("a.tif", "a");
        Write("item.json", Item("x", """
            "a":{"href":"a.tif"}
            """));

        var note = Assert.Single((await Import().ImportFileAsync(new StacImportRequest(_tenant), _folder["item.json"], null, Stop)).Notes);

        Assert.Contains("--upload puts it there", note.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_GivesItsStacDocuments_AndPassesOverTheRest()
    {
        Write("a/collection.json", Collection("sea"));
        Write("a/items.json", $$"""{"type":"FeatureCollection","features":[{{Item("one")}},{{Item("two")}}]}""");
        Write("b/item.geojson", Item("three"));
        Write("package.json", """{"name":"x"}""");
        Write("b/broken.json", """{"stac_version":"1.0.0",""");
        Write("b/data.tif", "a");

        var result = await Import().ImportFolderAsync(new StacImportRequest(_tenant), _folder.Path, null, Stop);

        Assert.Equal(["default", "sea"], result.Collections);
        Assert.Equal((3, 1), (result.Items, result.LeftOut));
        Assert.StartsWith("b/broken.json: not valid JSON", Assert.Single(result.Notes, n => n.LeftOut).ToString(), StringComparison.Ordinal);
        Assert.Equal(3, StacFolder.Find(_folder.Path).Count);
        Assert.Empty(StacFolder.Find(_folder["b/none"]));
    }

    [Fact]
    public async Task SameItemTwice_IsNamed()
    {
        Write("items.json", $$"""{"type":"FeatureCollection","features":[{{Item("one")}},{{Item("one")}}]}""");

        var result = await Import().ImportFileAsync(new StacImportRequest(_tenant), _folder["items.json"], null, Stop);

        Assert.Equal((1, 1), (result.Items, result.LeftOut));
        Assert.Contains("only this one stays", Assert.Single(result.Notes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_IsReadFromAHostThatIsAllowed_WithWhatItLinksTo()
    {
        await using var host = await StartHostAsync(new Dictionary<string, string>
        {
            ["/stac/catalog.json"] = Catalog("child:sea/collection.json", "item:/private/item.json", "item:sea/gone.json"),
            ["/stac/sea/collection.json"] = Collection("sea", "item:./item.json"),
            ["/stac/sea/item.json"] = Item("one", """
                "a":{"href":"./a.tif"}
                """),
            ["/private/item.json"] = Item("private"),
        });
        var port = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        Uri At(string name, string path) => new($"http://{name}:{port}{path}");
        Task<ImportResult> ImportAsync(Uri address, ExternalNetwork? network = null) =>
            Import(network ?? ForeignNetwork.Create()).ImportAddressAsync(new StacImportRequest(_tenant), address, null, Stop);

        var result = await ImportAsync(At(ForeignNetwork.Host, "/stac/catalog.json"));

        Assert.Equal((1, 2), (result.Items, result.LeftOut));
        Assert.Equal(At(ForeignNetwork.Host, "/stac/sea/a.tif").AbsoluteUri, Assert.Single(Assert.Single(await AllAsync("sea")).Assets).Href);
        Assert.Contains(result.Warnings, w => w.StartsWith("sea/gone.json: its host answered 404", StringComparison.Ordinal));
        await RefusedAsync("not among the allowed ones", () => ImportAsync(At("elsewhere.example.org", "/stac/catalog.json")));
        await RefusedAsync("private, local or reserved", () => ImportAsync(At("127.0.0.1", "/stac/catalog.json")));
        await RefusedAsync("private, local or reserved", () => ImportAsync(At(ForeignNetwork.Host, "/stac/catalog.json"), ForeignNetwork.Create("10.0.0.1")));
        await RefusedAsync("its host answered 404", () => ImportAsync(At(ForeignNetwork.Host, "/nothing")));
    }

    private static async Task RefusedAsync(string reason, Func<Task> import) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<ImportException>(import)).Message, StringComparison.Ordinal);

    private static async Task<WebApplication> StartHostAsync(Dictionary<string, string> documents)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(context =>
        {
            if (documents.TryGetValue(context.Request.Path, out var document)) return context.Response.WriteAsync(document, Stop);
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await app.StartAsync(Stop);
        return app;
    }

    private static string Item(string id, string assets = "") =>
        $$"""{"type":"Feature","stac_version":"1.0.0","id":"{{id}}","properties":{"datetime":"2024-01-31T12:00:00Z"},"assets":{ {{assets}} } }""";

    private static string Catalog(params string[] links) =>
        $$"""{"type":"Catalog","stac_version":"1.0.0","id":"root","links":[{{Links(links)}}]}""";

    private static string Collection(string id, params string[] links) =>
        $$"""{"type":"Collection","stac_version":"1.0.0","id":"{{id}}","title":"The {{id}}","links":[{{Links(links)}}]}""";

    private static string Links(string[] links) => string.Join(",", links.Select(l => l.Split(':', 2)).Select(l => $$"""{"rel":"{{l[0]}}","href":"{{l[1]}}"}"""));

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], content);
    }

    private StacImport Import(ExternalNetwork? network = null)
    {
        var options = new OrdersOptions { ExternalHosts = { ForeignNetwork.Host } };
        return new StacImport(
            _catalog, azurite.Storage, new BlobArchive(azurite.Storage), new ExternalFilePolicy(Options.Create(options)), network ?? ForeignNetwork.Create());
    }

    private async Task<IReadOnlyList<CatalogItem>> AllAsync(string collection) => (await _catalog.ReadAsync(
        _tenant, collection, [SelectionParser.Parse(_tenant, new SelectionRequest("legacy")).Query!], null, Stop)).Items;
}
