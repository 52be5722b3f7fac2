using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Tests.Integration.Catalog;

public sealed class StacImportTests(AzuriteFixture azurite) : StacImports(azurite)
{
    [Fact]
    public async Task Item_IsFoundByIdAndByUrn()
    {
        var result = await ImportAsync(Item("a/b é\n", "landsat"));

        Assert.Equal(["landsat"], result.Collections);
        Assert.Equal((1, 1, 5), (result.Items, result.Files, result.Bytes));
        var collection = await Catalog.FindCollectionAsync(Tenant, Urns.Dataset(Tenant, "landsat"), Stop);
        Assert.Equal(new CatalogCollection("landsat", "landsat", Urns.Dataset(Tenant, "landsat")), collection);
        Assert.Equal(collection, await Catalog.FindCollectionAsync(Tenant, "landsat", Stop));
        Assert.Equal("a/b é\n", Assert.Single(await AllAsync("landsat")).Id);
        Assert.Single(await AllAsync("landsat", """productId:"a/b é""" + "\n\""));
    }

    [Fact]
    public async Task InternalHref_BecomesABlobLocation()
    {
        await ImportAsync(Item("x", "c", $"{Azurite.Storage.Blobs.Uri.AbsoluteUri.TrimEnd('/')}/data/dir/a%20b.tif"));

        var asset = Assert.Single(Assert.Single(await AllAsync("c")).Assets);
        Assert.Equal(("data/dir/a b.tif", false, "a b.tif"), (asset.Href, asset.External, asset.FileName));
    }

    [Fact]
    public async Task InternalFile_WithoutSize_GetsThoseOfItsBlob_AndAMissingOneIsWarnedOf()
    {
        var container = await Azurite.NewContainerAsync();
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

        Assert.Equal("The C", (await Catalog.FindCollectionAsync(Tenant, "c", Stop))!.Title);
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
        Assert.Null(await Catalog.FindCollectionAsync(Tenant, "c", Stop));
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
        Assert.Single(await AllAsync("c", $"\"{Urns.Product(Tenant, "c", "new")}\""));
        Assert.Single(await AllAsync("c", $"\"{Urns.Product(Tenant, "c", "x7")}\""));
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
            new StacImportRequest(Tenant, DryRun: true),
            "items.json",
            Stream(Collection([Item("x1", "c"), Item("x2", "c"), Item("y", "other"), Item("bad", "c", "ftp://e.org/a")])),
            null,
            Stop);

        Assert.Equal((4, 3, 0, 1, 1), (result.Items, result.Added, result.Replaced, result.UnchangedItems, result.LeftOut));
        Assert.Equal(before, await TimesAsync("c"));
        Assert.Null(await Catalog.FindCollectionAsync(Tenant, "other", Stop));
    }

    [Fact]
    public async Task Progress_TellsWhatIsDoneAndTheTotal()
    {
        var seen = new List<ImportProgress>();
        var json = Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i}", "c")));

        await Import().ImportStreamAsync(new StacImportRequest(Tenant), "items.json", Stream(json), new Recorder(seen), Stop);

        Assert.Equal(new ImportProgress(250, 250, 1250), seen[^1]);
        Assert.Equal(seen.OrderBy(p => p.Done), seen);
    }

    [Fact]
    public async Task File_ThatIsMissing_IsAnErrorThatNamesIt() => Assert.Contains(
        "missing.json",
        (await Assert.ThrowsAsync<ImportException>(() => Import().ImportFileAsync(new StacImportRequest(Tenant), "missing.json", null, Stop))).Message,
        StringComparison.Ordinal);

    private async Task<Dictionary<string, DateTimeOffset?>> TimesAsync(string collection) =>
        await Azurite.Storage.Catalog.QueryAsync<Azure.Data.Tables.TableEntity>(
            row => row.PartitionKey == CatalogRows.ItemsPartition(Tenant, collection), cancellationToken: Stop)
            .Where(row => string.CompareOrdinal(row.RowKey, ServerlessOrders.Catalog.Index.IndexKeys.AfterIndex) > 0)
            .ToDictionaryAsync(row => row.RowKey, row => row.Timestamp, cancellationToken: Stop);

    private sealed class Recorder(List<ImportProgress> seen) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => seen.Add(value);
    }
}
