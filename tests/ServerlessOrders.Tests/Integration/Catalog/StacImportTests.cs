using System.Text;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Catalog;

public sealed class StacImportTests(AzuriteFixture azurite)
{
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private readonly CatalogStore _catalog = new(azurite.Storage);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Item_IsFoundByIdAndByUrn()
    {
        var result = await ImportAsync(Item("a/b é\n", "landsat"));

        Assert.Equal(["landsat"], result.Collections);
        Assert.Equal((1, 1, 5), (result.Items, result.Files, result.Bytes));
        var collection = await _catalog.FindCollectionAsync(_tenant, Urns.Dataset(_tenant, "landsat"), Stop);
        Assert.Equal(new CatalogCollection("landsat", "landsat", Urns.Dataset(_tenant, "landsat")), collection);
        Assert.Equal(collection, await _catalog.FindCollectionAsync(_tenant, "landsat", Stop));
        Assert.Equal("a/b é\n", Assert.Single(await AllAsync("landsat")).Id);
        Assert.Single(await AllAsync("landsat", """productId:"a/b é""" + "\n\""));
    }

    [Fact]
    public async Task InternalHref_BecomesABlobLocation()
    {
        await ImportAsync(Item("x", "c", $"{azurite.Storage.Blobs.Uri.AbsoluteUri.TrimEnd('/')}/data/dir/a%20b.tif"));

        var asset = Assert.Single(Assert.Single(await AllAsync("c")).Assets);
        Assert.Equal(("data/dir/a b.tif", false, "a b.tif"), (asset.Href, asset.External, asset.FileName));
    }

    [Fact]
    public async Task InternalFile_WithoutSize_GetsThoseOfItsBlob_AndAMissingOneIsWarnedOf()
    {
        var container = await azurite.NewContainerAsync();
        var blob = container.GetBlobClient("a b.tif");
        await blob.UploadAsync(BinaryData.FromString("hello"), Stop);

        await ImportAsync(Item("x", "c", blob.Uri.AbsoluteUri).Replace(", \"file:size\": 5", "", StringComparison.Ordinal));
        var gone = await ImportAsync(Item("y", "c", blob.Uri.AbsoluteUri + "x").Replace(", \"file:size\": 5", "", StringComparison.Ordinal));

        var asset = (await AllAsync("c"))[0].Assets[0];
        Assert.Equal((5, "5d41402abc4b2a76b9719d911017c592", "MD5"), (asset.Size, asset.Checksum, asset.DigestAlgorithm));
        Assert.Contains(gone.Warnings, w => w.Contains($"no blob {container.Name}/a b.tifx", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Item_WithoutCollection_GoesToTheDefaultOne()
    {
        var json = Item("x", "c").Replace("\"collection\": \"c\",", "", StringComparison.Ordinal);

        Assert.Equal([StacImport.DefaultCollection], (await ImportAsync(json)).Collections);
        Assert.Equal(["mine"], (await ImportAsync(json, "mine")).Collections);
    }

    [Fact]
    public async Task Collection_KeepsItsTitleWhenItsItemsCome()
    {
        await ImportAsync("""{"type":"Collection","id":"c","title":"The C","extent":{}}""");
        await ImportAsync(Item("x", "c"));

        Assert.Equal("The C", (await _catalog.FindCollectionAsync(_tenant, "c", Stop))!.Title);
        Assert.Single(await AllAsync("c"));
    }

    [Fact]
    public async Task Item_ImportedAgain_IsReplaced()
    {
        await ImportAsync(Item("x", "c", "https://example.org/old.tif"));
        await ImportAsync(Item("x", "c", "https://example.org/new.tif"));

        Assert.Equal("new.tif", Assert.Single(Assert.Single(await AllAsync("c")).Assets).FileName);
    }

    [Fact]
    public async Task Item_TwiceInOneDocument_IsTheLastOne()
    {
        var items = Enumerable.Range(0, 300).Select(i => Item($"x{i % 150}", "c", $"https://example.org/{i}.tif"));

        await ImportAsync(Collection(items));

        var all = await AllAsync("c");
        Assert.Equal(150, all.Count);
        Assert.All(all, item => Assert.Equal($"{int.Parse(item.Id[1..], null) + 150}.tif", item.Assets[0].FileName));
    }

    [Fact]
    public async Task Document_WithBadItems_BringsInTheOthers_AndNamesEachBadOne()
    {
        var items = Enumerable.Range(0, 250).Select(i => Item($"x{i}", "c"))
            .Append(Item("bad", "c", "http://169.254.169.254/"))
            .Append(Item("late", "c").Replace("2024-01-31T12", "2024-01-32T12", StringComparison.Ordinal))
            .Append("""{"type":"Feature"}""");

        var result = await ImportAsync(Collection(items));

        Assert.Equal((251, 250, 3), (result.Items, result.Files, result.LeftOut));
        string[] expected =
        [
            "items.json: item 'bad': asset 'a': 'href' cannot be ordered (http://169.254.169.254/): the host is a private, local or reserved address.",
            "items.json: item 'late': 'datetime' must be a time such as 2024-01-31T12:00:00Z, not '2024-01-32T12:00:00Z'.",
            "items.json: item 253: 'id' is missing.",
        ];
        Assert.Equal(expected, result.Notes.Where(n => n.LeftOut).Select(n => n.ToString()));
        Assert.Empty(Assert.Single(await AllAsync("c", "bad")).Assets);
        Assert.Empty(await AllAsync("c", "late"));
    }

    [Fact]
    public async Task Document_ThatBreaksOffInTheMiddle_WritesNothing()
    {
        var whole = Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i}", "c")));

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(whole[..^3]));

        Assert.StartsWith("items.json: not valid JSON at line", refused.Message, StringComparison.Ordinal);
        Assert.Null(await _catalog.FindCollectionAsync(_tenant, "c", Stop));
    }

    [Fact]
    public async Task Import_Repeated_ChangesNothing_AndCountsWhatItFound()
    {
        var first = await ImportAsync(Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i}", "c"))));
        var before = await TimesAsync("c");

        var again = await ImportAsync(Collection(Enumerable.Range(0, 250).Reverse().Select(i => Item($"x{i}", "c"))));
        var changed = await ImportAsync(Collection(
            [Item("x7", "c", "https://example.org/other.tif"), Item("x8", "c"), Item("new", "c")]));

        Assert.Equal((250, 250, 0, 0), (first.Items, first.Added, first.Replaced, first.UnchangedItems));
        Assert.Equal((250, 0, 0, 250), (again.Items, again.Added, again.Replaced, again.UnchangedItems));
        Assert.Equal((3, 1, 1, 1), (changed.Items, changed.Added, changed.Replaced, changed.UnchangedItems));
        var after = await TimesAsync("c");
        Assert.Equal(["new", "x7"], after.Where(row => before.GetValueOrDefault(row.Key) != row.Value).Select(row => row.Key).Order(StringComparer.Ordinal));
        Assert.Single(await AllAsync("c", $"\"{Urns.Product(_tenant, "c", "new")}\""));
        Assert.Single(await AllAsync("c", $"\"{Urns.Product(_tenant, "c", "x7")}\""));
    }

    [Fact]
    public async Task Import_IntoACollectionOfManyOthers_StillTellsWhatWasThere()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 2200).Select(i => Item($"x{i:D4}", "c"))));

        // The two ends of the collection: what lies between does not fit into one answer.
        var again = await ImportAsync(Collection([Item("x0000", "c"), Item("x2199", "c"), Item("x9999", "c"), Item("x2100", "c", "https://e.org/o")]));

        Assert.Equal((1, 1, 2), (again.Added, again.Replaced, again.UnchangedItems));
    }

    [Fact]
    public async Task DryRun_TellsWhatWouldHappen_AndWritesNothing()
    {
        await ImportAsync(Item("x1", "c"));
        var before = await TimesAsync("c");

        var result = await Import().ImportStreamAsync(
            new StacImportRequest(_tenant, DryRun: true),
            "items.json",
            Stream(Collection([Item("x1", "c"), Item("x2", "c"), Item("y", "other"), Item("bad", "c", "ftp://e.org/a")])),
            null,
            Stop);

        Assert.Equal((4, 3, 0, 1, 1), (result.Items, result.Added, result.Replaced, result.UnchangedItems, result.LeftOut));
        Assert.Equal(before, await TimesAsync("c"));
        Assert.Null(await _catalog.FindCollectionAsync(_tenant, "other", Stop));
    }

    [Fact]
    public async Task Removal_OfAnItemOrACollection_LeavesTheOthers()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i}", "c")).Append(Item("x1", "d"))));

        Assert.True(await _catalog.RemoveItemAsync(_tenant, "c", "x1", Stop));
        Assert.False(await _catalog.RemoveItemAsync(_tenant, "c", "x1", Stop));
        Assert.Equal(249, await _catalog.CountItemsAsync(_tenant, "c", Stop));
        Assert.Empty(await AllAsync("c", $"\"{Urns.Product(_tenant, "c", "x1")}\""));
        await _catalog.RemoveCollectionAsync(_tenant, "c", null, Stop);
        await _catalog.RemoveCollectionAsync(_tenant, "c", null, Stop);

        Assert.Null(await _catalog.FindCollectionAsync(_tenant, "c", Stop));
        Assert.Null(await _catalog.FindCollectionAsync(_tenant, Urns.Dataset(_tenant, "c"), Stop));
        Assert.Equal(0, await _catalog.CountItemsAsync(_tenant, "c", Stop));
        Assert.Single(await AllAsync("d", $"\"{Urns.Product(_tenant, "d", "x1")}\""));
        Assert.Equal(1, (await ImportAsync(Item("x1", "c"))).Added);
        Assert.Single(await AllAsync("c", $"\"{Urns.Product(_tenant, "c", "x1")}\""));
    }

    [Fact]
    public async Task LongIds_KeepApart()
    {
        var id = new string('x', 5000);

        await ImportAsync(Collection([Item(id + "1", "c"), Item(id + "2", "c"), Item(id + "1", id), Item(id + "1", id + "2")]));

        Assert.Equal(2, (await AllAsync("c")).Count);
        Assert.Single(await AllAsync(id));
        Assert.Single(await AllAsync(id + "2"));
        Assert.Equal(3, await _catalog.ListCollectionsAsync(_tenant, Stop).CountAsync(Stop));
    }

    [Fact]
    public async Task LargeItems_AreSplitOverPropertiesAndTransactions()
    {
        var large = Enumerable.Range(0, 8).Select(i => Item($"x{i}", "c").Replace("\"gsd\": 1", $"\"gsd\": 1, \"text\": \"{new string((char)('a' + i), 770_000)}\"", StringComparison.Ordinal));

        await ImportAsync(Collection(large));

        var all = await AllAsync("c");
        Assert.Equal(8, all.Count);
        Assert.Equal(new string('h', 770_000), all[7].Properties.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Tenants_NeverSeeEachOther()
    {
        await ImportAsync(Item("x", "c"));
        var other = AzuriteFixture.NewTenant();

        Assert.Null(await _catalog.FindCollectionAsync(other, "c", Stop));
        Assert.Null(await _catalog.FindCollectionAsync(other, Urns.Dataset(_tenant, "c"), Stop));
        Assert.Empty(await _catalog.ListCollectionsAsync(other, Stop).ToListAsync(Stop));
        Assert.Empty((await _catalog.ReadAsync(other, "c", [Query(other, "*")], null, Stop)).Items);
    }

    [Fact]
    public async Task Reading_GoesPageByPageInAFixedOrder_AndSkipsNothing()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 2500).Select(i => Item($"Item {i} é", "c"))));

        string? after = null;
        var pages = new List<CatalogPage>();
        do
        {
            pages.Add(await _catalog.ReadAsync(_tenant, "c", [Query(_tenant, "gsd:1")], after, Stop));
            after = pages[^1].Next;
        }
        while (after is not null);

        Assert.Equal([1000, 1000, 500], pages.Select(p => p.Items.Count));
        var keys = pages.SelectMany(p => p.Items).Select(i => i.Key).ToList();
        Assert.Equal(2500, keys.Distinct().Count());
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        var middle = await _catalog.ReadAsync(_tenant, "c", [Query(_tenant, "*")], keys[1234], Stop);
        Assert.Equal(keys[1235], middle.Items[0].Key);
    }

    [Fact]
    public async Task Reading_ByIds_FindsThoseAlone()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 30).Select(i => Item($"x{i}", "c"))));

        Assert.Equal(["x3", "x5"], (await AllAsync("c", "x5 OR x3 OR nope")).Select(i => i.Id));
        Assert.Equal(["x3"], (await AllAsync("c", "x5 OR x3", "x3")).Select(i => i.Id).Except(["x5"]));
        Assert.Equal(["x5"], (await AllAsync("c", $"\"{Urns.Product(_tenant, "c", "x5")}\"")).Select(i => i.Id));
        Assert.Empty(await AllAsync("c", "datasetUrn:other"));
        Assert.Single(await AllAsync("c", $"x1 AND datasetUrn:\"{Urns.Dataset(_tenant, "c")}\""));
    }

    [Fact]
    public async Task Reading_ByUrns_FindsThoseAlone_HoweverTheItemsCame()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i:D3}", "c"))));
        await ImportAsync(Item("x000", "c"));
        await ImportAsync(Collection([Item("x001", "c"), Item("new/1", "c")]));
        string[] ids = ["new/1", "x000", "x001", "x099", "x100", "x249"];
        var urns = ids.Append("nope").Select(id => Urns.Product(_tenant, "c", id)).Append("x007").ToList();
        var query = SelectionParser.Parse(_tenant, new SelectionRequest("legacy", EntityIdsToInclude: urns)).Query!;

        var page = await _catalog.ReadAsync(_tenant, "c", [query], null, Stop);
        var rest = await _catalog.ReadAsync(_tenant, "c", [query], "x007", Stop);

        Assert.Equal(["new/1", "x000", "x001", "x007", "x099", "x100", "x249"], page.Items.Select(i => i.Id));
        Assert.Equal(["x099", "x100", "x249"], rest.Items.Select(i => i.Id));
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task Progress_TellsWhatIsDoneAndTheTotal()
    {
        var seen = new List<ImportProgress>();
        var json = Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i}", "c")));

        await Import().ImportStreamAsync(new StacImportRequest(_tenant), "items.json", Stream(json), new Recorder(seen), Stop);

        Assert.Equal(new ImportProgress(250, 250, 1250), seen[^1]);
        Assert.Equal(seen.OrderBy(p => p.Done), seen);
    }

    [Fact]
    public async Task File_ThatIsMissing_IsAnErrorThatNamesIt() => Assert.Contains(
        "missing.json",
        (await Assert.ThrowsAsync<ImportException>(() => Import().ImportFileAsync(new StacImportRequest(_tenant), "missing.json", null, Stop))).Message,
        StringComparison.Ordinal);

    private static string Item(string id, string collection, string href = "https://example.org/a.tif") => $$"""
        {
          "type": "Feature", "id": {{System.Text.Json.JsonSerializer.Serialize(id)}}, "collection": "{{collection}}",
          "properties": { "datetime": "2024-01-31T12:00:00Z", "gsd": 1 },
          "assets": { "a": { "href": "{{href}}", "file:size": 5 } }
        }
        """;

    private static string Collection(IEnumerable<string> items) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(",", items)}}]}""";

    private static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json));

    private static ItemQuery Query(string tenant, string q) => SelectionParser.Parse(
        tenant, new SelectionRequest("legacy", SearchParameters: new Dictionary<string, IReadOnlyList<string>> { ["q"] = [q] })).Query!;

    private StacImport Import() => new(_catalog, azurite.Storage, new BlobArchive(azurite.Storage), new ExternalFilePolicy(Options.Create(new OrdersOptions())));

    private Task<ImportResult> ImportAsync(string json, string? collection = null) =>
        Import().ImportStreamAsync(new StacImportRequest(_tenant, collection), "items.json", Stream(json), null, Stop);

    private async Task<List<CatalogItem>> AllAsync(string collection, params string[] q)
    {
        var queries = (q.Length == 0 ? ["*"] : q).Select(text => Query(_tenant, text)).ToList();
        var page = await _catalog.ReadAsync(_tenant, collection, queries, null, Stop);
        Assert.Null(page.Next);
        return [.. page.Items];
    }

    private async Task<Dictionary<string, DateTimeOffset?>> TimesAsync(string collection) =>
        await azurite.Storage.Catalog.QueryAsync<Azure.Data.Tables.TableEntity>(
            row => row.PartitionKey == CatalogRows.ItemsPartition(_tenant, collection), cancellationToken: Stop)
            .Where(row => string.CompareOrdinal(row.RowKey, ServerlessOrders.Catalog.Index.IndexKeys.AfterIndex) > 0)
            .ToDictionaryAsync(row => row.RowKey, row => row.Timestamp, cancellationToken: Stop);

    private sealed class Recorder(List<ImportProgress> seen) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => seen.Add(value);
    }
}
