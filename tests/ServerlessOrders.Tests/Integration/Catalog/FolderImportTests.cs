using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Catalog;

public sealed class FolderImportTests(AzuriteFixture azurite) : IDisposable
{
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private readonly CatalogStore _catalog = new(azurite.Storage);
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("orders-import-");
    private readonly string _container = $"c{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Folder_BecomesItemsWhoseFilesCanBeRead()
    {
        string[] paths = ["landsat/a.tif", "landsat/2024/b c#?%+é.txt", "landsat/deep/er/.hidden", "spot/empty.bin", "spot/end.", "top.json"];
        foreach (var path in paths) Write(path, path.Contains("empty", StringComparison.Ordinal) ? "" : $"content of {path}");
        var seen = new List<ImportProgress>();

        var result = await ImportAsync(progress: new Recorder(seen));

        Assert.Empty(result.Warnings);
        Assert.Equal(["landsat", _root.Name, "spot"], result.Collections);
        Assert.Equal((6, 6, 0), (result.Items, result.Files, result.Unchanged));
        Assert.Equal(new ImportProgress(6, 6, result.Bytes, result.Bytes), seen[^1]);
        Assert.Equal(
            ["landsat/2024/b%20c%23%3F%25%2B%C3%A9.txt", "landsat/a.tif", "landsat/deep/er/.hidden"],
            (await AllAsync("landsat")).Select(i => i.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["spot/empty.bin", "spot/end."], (await AllAsync("spot")).Select(i => i.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["top.json"], (await AllAsync(_root.Name)).Select(i => i.Id));
        var archive = new BlobArchive(azurite.Storage);
        foreach (var item in (await AllAsync("landsat")).Concat(await AllAsync("spot")))
        {
            var asset = Assert.Single(item.Assets);
            var path = Uri.UnescapeDataString(item.Id);
            var blob = await archive.FindAsync(BlobLocation.Parse(asset.Href), Stop);
            Assert.Equal((asset.Size, asset.Checksum), (blob!.Length, blob.ContentMd5));
            Assert.Equal(new FileInfo(Path.Combine(_root.FullName, path)).Length, asset.Size);
            Assert.Equal((Path.GetFileName(path), DataType.RAWDATA, false), (asset.FileName, asset.DataType, asset.External));
            var read = await azurite.Storage.Blobs.GetBlobContainerClient(_container)
                .GetBlobClient(BlobLocation.Parse(asset.Href).Name).DownloadContentAsync(Stop);
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_root.FullName, path), Stop), read.Value.Content.ToString());
        }
    }

    [Fact]
    public async Task Folder_WithACollection_GoesThereAltogether()
    {
        Write("landsat/a.tif", "a");
        Write("b.tif", "b");

        Assert.Equal(["mine/.."], (await ImportAsync("mine/..")).Collections);
        Assert.Equal(["b.tif", "landsat/a.tif"], (await AllAsync("mine/..")).Select(i => i.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Folder_ImportedAgain_UploadsOnlyWhatChanged()
    {
        Write("x/same.txt", "same");
        Write("x/changed.txt", "old");
        await ImportAsync();
        Write("x/changed.txt", "new");
        Write("x/more.txt", "more");

        var again = await ImportAsync();

        Assert.Equal((3, 1), (again.Items, again.Unchanged));
        var read = await azurite.Storage.Blobs.GetBlobContainerClient(_container).GetBlobClient($"{_tenant}/x/x/changed.txt").DownloadContentAsync(Stop);
        Assert.Equal("new", read.Value.Content.ToString());
    }

    [Fact]
    public async Task Files_ThatAreWantedInTheArchiveTier_LieThere_AlsoThoseUploadedBefore()
    {
        Write("x/old.txt", "old");
        await ImportAsync();
        Write("x/new.txt", "new");

        var again = await ImportAsync(archiveTier: true);

        Assert.Equal(1, again.Unchanged);
        foreach (var item in await AllAsync("x"))
            Assert.Equal(Readability.Archived, (await new BlobArchive(azurite.Storage).FindAsync(BlobLocation.Parse(item.Assets[0].Href), Stop))!.Readability);
        Assert.Equal(2, (await ImportAsync(archiveTier: true)).Unchanged);
    }

    [Fact]
    public async Task LargeFile_ArrivesInBlocks_WithItsMd5()
    {
        var bytes = new byte[20 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(_root.FullName, "large.bin"), bytes, Stop);

        var result = await ImportAsync("c");

        Assert.Equal(bytes.Length, result.Bytes);
        var item = Assert.Single(await AllAsync("c"));
        var blob = await new BlobArchive(azurite.Storage).FindAsync(BlobLocation.Parse(item.Assets[0].Href), Stop);
        Assert.Equal((bytes.Length, item.Assets[0].Checksum), (blob!.Length, blob.ContentMd5));
    }

    [Fact]
    public async Task SymbolicLinks_AreNotFollowed()
    {
        var outside = Directory.CreateTempSubdirectory("orders-outside-");
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "secret.txt"), "secret", Stop);
        Write("x/a.txt", "a");
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "x", "file"), Path.Combine(outside.FullName, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "x", "folder"), outside.FullName);
        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "x", "loop"), _root.FullName);

        var result = await ImportAsync();
        outside.Delete(recursive: true);

        Assert.Equal(1, result.Items);
        Assert.Equal(3, result.Warnings.Count(w => w.EndsWith("symbolic links are not followed.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task WhatIsNoFile_IsLeftOutByName_AndNothingWaits()
    {
        if (!OperatingSystem.IsLinux()) return;
        Write("x/a.txt", "a");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_root.FullName, "x", "pipe")]))
            await mkfifo.WaitForExitAsync(Stop);
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(_root.FullName, "x", "socket")));

        var result = await ImportAsync();

        Assert.Equal((1, 2), (result.Items, result.LeftOut));
        Assert.Equal(
            ["x/pipe: it is not a regular file.", "x/socket: it is not a regular file."], result.Warnings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Folder_ImportedAgain_CountsWhatChanged_AndADryRunWritesNothing()
    {
        Write("x/same.txt", "same");
        Write("x/old.txt", "old");
        var planned = await Import().ImportAsync(new FolderImportRequest(_tenant, _root.FullName, Container: _container, DryRun: true), null, Stop);
        Assert.False(await azurite.Storage.Blobs.GetBlobContainerClient(_container).ExistsAsync(Stop));
        Assert.Empty(await _catalog.ListCollectionsAsync(_tenant, Stop).ToListAsync(Stop));
        await ImportAsync();
        Write("x/old.txt", "other");

        var again = await ImportAsync();

        Assert.Equal((2, 2, 7), (planned.Added, planned.Files, planned.Bytes));
        Assert.Equal((0, 1, 1), (again.Added, again.Replaced, again.UnchangedItems));
    }

    [Fact]
    public async Task Folder_ThatIsMissing_OrAContainerThatCannotBe_IsAnError()
    {
        await Assert.ThrowsAsync<ImportException>(() => Import().ImportAsync(new FolderImportRequest(_tenant, "missing-folder"), null, Stop));
        foreach (var container in new[] { "serverless-orders", "Upper", "$web", "azure-webjobs-hosts", "a" })
            await Assert.ThrowsAsync<ImportException>(
                () => Import().ImportAsync(new FolderImportRequest(_tenant, _root.FullName, Container: container), null, Stop));
    }

    [Fact]
    public async Task Container_IsImportedWithoutReadingItsBlobs()
    {
        var container = await azurite.NewContainerAsync();
        foreach (var name in new[] { "landsat/a.tif", "landsat/b c%.tif", "landsat//d", "top.bin", "spot/é\\x" })
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(name), Stop);
        var import = new ContainerImport(_catalog, new ArchiveUploads(azurite.Storage));

        var result = await import.ImportAsync(_tenant, container.Name, null, null, null, Stop);

        Assert.Equal(new[] { container.Name, "landsat", "spot" }.Order(StringComparer.Ordinal), result.Collections);
        Assert.Equal(5, result.Items);
        Assert.Equal(["landsat//d", "landsat/a.tif", "landsat/b%20c%25.tif"], (await AllAsync("landsat")).Select(i => i.Id).Order(StringComparer.Ordinal));
        var asset = (await AllAsync(container.Name)).Single().Assets[0];
        Assert.Equal(($"{container.Name}/top.bin", "top.bin", 7, "MD5"), (asset.Href, asset.FileName, asset.Size, asset.DigestAlgorithm));
        var some = await import.ImportAsync(_tenant, container.Name, "landsat/", "only", null, Stop);
        Assert.Equal(3, some.Items);
        Assert.Equal(3, (await AllAsync("only")).Count);
    }

    [Fact]
    public async Task Container_ThatIsMissingOrNotOfTheArchive_IsAnError()
    {
        var import = new ContainerImport(_catalog, new ArchiveUploads(azurite.Storage));

        foreach (var container in new[] { "no-such-container", "serverless-orders", "azure-webjobs-secrets", "$logs" })
            Assert.Contains(
                container,
                (await Assert.ThrowsAsync<ImportException>(() => import.ImportAsync(_tenant, container, null, null, null, Stop))).Message,
                StringComparison.Ordinal);
    }

    private void Write(string path, string content)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }

    private FolderImport Import() => new(_catalog, new ArchiveUploads(azurite.Storage));

    private Task<ImportResult> ImportAsync(string? collection = null, bool archiveTier = false, IProgress<ImportProgress>? progress = null) =>
        Import().ImportAsync(new FolderImportRequest(_tenant, _root.FullName, collection, _container, archiveTier), progress, Stop);

    private async Task<List<CatalogItem>> AllAsync(string collection)
    {
        var everything = SelectionParser.Parse(_tenant, new SelectionRequest("legacy")).Query!;
        return [.. (await _catalog.ReadAsync(_tenant, collection, [everything], null, Stop)).Items];
    }

    private sealed class Recorder(List<ImportProgress> seen) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => seen.Add(value);
    }
}
