using System.IO.Compression;
using System.Text;
using ServerlessOrders.Downloads;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Downloads;

/// <summary>Which version of a ZIP answers a request, and what its delivery does (design: Virtual ZIP).</summary>
public sealed class ZipVersionTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_AnswersUntilEveryByteOfItWasSent_ThenANewOne_ThenNothing()
    {
        var (host, _, key) = await ReadyAsync(4);
        Assert.Equal(ZipChoiceStatus.NotBegun, (await ChooseAsync(host, key, fromStart: false)).Status);

        var first = (await ChooseAsync(host, key)).Zip!;
        Assert.Equal(first, (await ChooseAsync(host, key)).Zip);
        Assert.Equal(first, (await ChooseAsync(host, key, fromStart: false)).Zip);
        Assert.Equal(["p0000.bin", "p0001.bin"], Names(await ReadAsync(host, key, first)));
        await host.DriveAsync();
        Assert.Equal("DOWNLOADED DOWNLOADED AVAILABLE AVAILABLE", await host.StatesAsync(key));

        // Sent whole: still there for whoever asks for a later range of it, but from byte 0 comes the next.
        Assert.Equal(first.ETag, (await ChooseAsync(host, key, fromStart: false)).Zip!.ETag);
        var second = (await ChooseAsync(host, key)).Zip!;
        Assert.Equal((1, 2), (first.Number, second.Number));
        Assert.Equal(second, (await ChooseAsync(host, key, fromStart: false)).Zip);
        Assert.Equal(first.ETag, (await ChooseAsync(host, key, fromStart: false, ifRange: first.ETag)).Zip!.ETag);
        Assert.Equal(second, (await ChooseAsync(host, key, fromStart: false, ifRange: "\"unknown\"")).Zip);
        Assert.Equal(["p0002.bin", "p0003.bin"], Names(await ReadAsync(host, key, second)));

        Assert.Equal(ZipChoiceStatus.Nothing, (await ChooseAsync(host, key)).Status);
        Assert.Equal(["p0000.bin", "p0001.bin"], Names(await ReadAsync(host, key, (await FindAsync(host, key, 1)).Zip!)));
        Assert.Equal(ZipChoiceStatus.Nothing, (await FindAsync(host, key, 3)).Status);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Versions_BelongToTheirUser()
    {
        var (host, _, key) = await ReadyAsync(1);
        var mine = (await ChooseAsync(host, key)).Zip!;

        var admins = (await host.Get<ZipService>().ChooseAsync(await host.OrderOfAsync(key), "root@example.org", true, null, Stop)).Zip!;
        Assert.Equal((1, "root@example.org"), (admins.Number, admins.User));
        Assert.NotEqual(mine.Manifest, admins.Manifest);
        await ReadAsync(host, key, admins);

        // The files are DOWNLOADED; the version that was begun before is still open.
        Assert.Equal(mine, (await ChooseAsync(host, key)).Zip);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Requests_FromByteZeroAtTheSameTime_GetOneVersion_AndNoOtherManifestStays()
    {
        var (host, _, key) = await ReadyAsync(3);

        var choices = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ChooseAsync(host, key)));

        Assert.Single(choices.Select(choice => choice.Zip!.Manifest).Distinct());
        var manifests = (await OrderAudit.LeftAsync(azurite.Storage, host.Tenant)).Where(row => row.Contains("/zip/", StringComparison.Ordinal));
        Assert.EndsWith(choices[0].Zip!.Manifest, Assert.Single(manifests), StringComparison.Ordinal);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Files_AreDownloaded_OnceEveryByteWasSent_ByWhicheverRequests_AndBeforeTheLastOnes()
    {
        var (host, _, key) = await ReadyAsync(2);
        var zip = (await ChooseAsync(host, key)).Zip!;
        var bytes = new byte[zip.Length];

        await ReadRangeAsync(host, await host.OrderOfAsync(key), zip, bytes, from: 200, to: (int)zip.Length);
        Assert.Equal("AVAILABLE AVAILABLE", await host.StatesAsync(key));
        await ReadRangeAsync(host, await host.OrderOfAsync(key), zip, bytes, from: 0, to: 150);
        Assert.Equal("AVAILABLE AVAILABLE", await host.StatesAsync(key));

        // The missing middle, in two reads: the state is there when the reader has the last byte.
        await using (var content = await OpenAsync(host, await host.OrderOfAsync(key), zip, 50))
        {
            content.Position = 150;
            Assert.Equal(49, await content.ReadAtLeastAsync(bytes.AsMemory(150, 49), 49, cancellationToken: Stop));
            Assert.Equal("AVAILABLE AVAILABLE", await host.StatesAsync(key));
            Assert.Equal(1, await content.ReadAsync(bytes.AsMemory(199, 1), Stop));
            Assert.Equal("DOWNLOADED DOWNLOADED", await host.StatesAsync(key));
        }

        Assert.Equal(["p0000.bin", "p0001.bin"], Names(bytes));
        Assert.Equal((ZipState.Sent, ""), ((await FindAsync(host, key, 1)).Zip!.State, await host.SlotsAsync()));
        await host.DisposeAsync();
    }

    /// <summary>Every other piece of 7 bytes first, so that more ranges lie apart than a row holds; then all of it in longer ones, by two instances at once.</summary>
    [Fact]
    public async Task Files_AreDownloaded_HoweverScatteredThePiecesInWhichTheZipWasFetched()
    {
        const int Piece = 7;
        const int Longer = 100;
        var (host, products, key) = await ReadyAsync(files: 2, length: 4000);
        await using var second = new CoreHost(azurite.Storage, host.Tenant, products.Catalog, products.Archive);
        var zip = (await ChooseAsync(host, key)).Zip!;
        var bytes = new byte[zip.Length];
        var order = await host.OrderOfAsync(key);
        var pieces = Pieces(Piece);
        Assert.True(pieces.Count > 2.2 * DeliveredIntervals.MaxRanges);

        foreach (var piece in pieces.Where(piece => piece % 2 == 1)) await ReadPieceAsync(host, piece, Piece);
        var half = (await FindAsync(host, key, 1)).Zip!;
        Assert.InRange(half.MovedRows, 1, 3);
        Assert.InRange(half.Delivered.Length, 0, 32_000);
        var longer = Pieces(Longer);
        await Task.WhenAll(
            ReadAllAsync(host, longer.Where(piece => piece % 2 == 0).Skip(1)), ReadAllAsync(second, longer.Where(piece => piece % 2 == 1)));
        Assert.Equal("AVAILABLE AVAILABLE", await host.StatesAsync(key));
        await ReadPieceAsync(second, 0, Longer);

        Assert.Equal(("DOWNLOADED DOWNLOADED", ZipState.Sent), (await host.StatesAsync(key), (await FindAsync(host, key, 1)).Zip!.State));
        Assert.Equal(["p0000.bin", "p0001.bin"], Names(bytes));
        await host.Get<OrderCommands>().DeleteAsync(host.User, key, Stop);
        await host.DriveAsync();
        Assert.DoesNotContain(await OrderAudit.LeftAsync(azurite.Storage, host.Tenant), row => row.Contains("zip", StringComparison.Ordinal));
        await host.DisposeAsync();

        List<int> Pieces(int length) => [.. Enumerable.Range(0, (int)((zip.Length + length - 1) / length))];

        Task ReadPieceAsync(CoreHost by, int piece, int length) =>
            ReadRangeAsync(by, order, zip, bytes, piece * length, (int)Math.Min((piece + 1) * length, zip.Length));

        async Task ReadAllAsync(CoreHost by, IEnumerable<int> some)
        {
            foreach (var piece in some) await ReadPieceAsync(by, piece, Longer);
        }
    }

    [Fact]
    public async Task Layouts_HaveVersionsOfTheirOwn_AndEachResumesItsOwn()
    {
        var (host, _, key) = await ReadyAsync(2);
        var flat = (await ChooseAsync(host, key)).Zip!;
        var tree = (await ChooseAsync(host, key, layout: EntryLayout.Tree)).Zip!;

        Assert.Equal((1, 2), (flat.Number, tree.Number));
        Assert.Equal(flat, (await ChooseAsync(host, key, fromStart: false)).Zip);
        Assert.Equal(tree, (await ChooseAsync(host, key, fromStart: false, layout: EntryLayout.Tree)).Zip);
        Assert.Equal(tree, (await FindAsync(host, key, 2)).Zip);
        // A tag of the other layout names nothing here.
        Assert.Equal(flat, (await ChooseAsync(host, key, fromStart: false, ifRange: tree.ETag)).Zip);

        await ReadAsync(host, key, tree);
        Assert.Equal("DOWNLOADED DOWNLOADED", await host.StatesAsync(key));
        var again = await ChooseAsync(host, key, layout: EntryLayout.Tree);
        Assert.Equal((ZipChoiceStatus.Nothing, 2), (again.Status, again.Zip!.Number));
        Assert.Equal(flat, (await ChooseAsync(host, key)).Zip);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Member_ThatIsGoneInMidStream_EndsTheVersion_AndTheNextLeavesItOutAndSaysSo()
    {
        var (host, products, key) = await ReadyAsync(2);
        var zip = (await ChooseAsync(host, key)).Zip!;
        products.Archive.Remove("archive/p0001.bin");

        var fault = await Assert.ThrowsAsync<ZipMemberUnreadableException>(() => ReadAsync(host, key, zip));
        await host.Get<ZipService>().EndAsync(await host.OrderOfAsync(key), zip, fault, Stop);

        Assert.Equal("AVAILABLE DOWNLOAD_ERROR", await host.StatesAsync(key));
        Assert.Equal(OrderStatus.DONE_WITH_WARNING, (await host.OrderOfAsync(key)).Order.Status);
        Assert.Equal(ZipChoiceStatus.Gone, (await ChooseAsync(host, key, fromStart: false)).Status);
        Assert.Equal(ZipChoiceStatus.Gone, (await ChooseAsync(host, key, fromStart: false, ifRange: zip.ETag)).Status);
        Assert.Equal(ZipChoiceStatus.Gone, (await FindAsync(host, key, 1)).Status);
        var next = await ChooseAsync(host, key, ifRange: zip.ETag);
        Assert.Equal(2, next.Zip!.Number);
        var bytes = await ReadAsync(host, key, next.Zip);
        Assert.Equal(["p0000.bin", "NOTICE.txt"], Names(bytes));
        Assert.Equal("Failed to download file (p0001.bin): it is no longer in the archive.\n", Text(bytes, "NOTICE.txt"));
        Assert.Equal("DOWNLOADED DOWNLOAD_ERROR", await host.StatesAsync(key));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Members_ThatAreMissingOrChangedBeforeItStarts_AreLeftOut_AndNoneAtAllIsNoZip()
    {
        var (host, products, key) = await ReadyAsync(2);
        products.Archive.Remove("archive/p0000.bin");

        var bytes = (await host.ZipAsync(key))!;
        Assert.Equal(["p0001.bin", "NOTICE.txt"], Names(bytes));
        Assert.Equal("DOWNLOAD_ERROR DOWNLOADED", await host.StatesAsync(key));
        await host.DisposeAsync();

        (host, products, key) = await ReadyAsync(1);
        products.Archive.Put("archive/p0000.bin", "content!!!");
        Assert.Null(await host.ZipAsync(key));
        Assert.Equal(("DOWNLOAD_ERROR", "it changed in the archive after it was prepared"), (await host.StatesAsync(key), (await host.FilesAsync(key))[0].Error));
        Assert.DoesNotContain(await OrderAudit.LeftAsync(azurite.Storage, host.Tenant), row => row.Contains("/zip/", StringComparison.Ordinal));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Zip_MadeWhileItsOrderIsDeleted_LeavesNothing()
    {
        var (host, products, key) = await ReadyAsync(1);
        var snapshot = await host.OrderOfAsync(key);
        await host.Get<OrderCommands>().DeleteAsync(host.User, key, Stop);
        var cleaned = false;
        await using var slow = new CoreHost(
            new StorageFaults
            {
                // The clean-up passes between the manifest and the row that names it.
                AfterWrite = async number =>
                {
                    if (number != 2) return;
                    await host.DriveAsync();
                    cleaned = true;
                },
            }.Open(azurite.ConnectionString),
            host.Tenant, products.Catalog, products.Archive);

        Assert.Equal(ZipChoiceStatus.Nothing, (await slow.Get<ZipService>().ChooseAsync(snapshot, CoreHost.Ada, true, null, Stop)).Status);

        Assert.True(cleaned);
        Assert.DoesNotContain(await OrderAudit.LeftAsync(azurite.Storage, host.Tenant), row => row.Contains("zip", StringComparison.Ordinal));
        await host.DisposeAsync();
    }

    /// <summary>An order of so many files of 10 bytes, two per sub-order, as far prepared as its slots allow: one at a time.</summary>
    private async Task<(CoreHost Host, Products Products, OrderKey Key)> ReadyAsync(int files, int? length = null)
    {
        var products = Products.Of(length is null ? files : 0);
        for (var i = 0; i < files && length is { } bytes; i++) products.Add($"p{i:D4}", new string((char)('a' + i), bytes));
        var host = new CoreHost(
            azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive,
            options => (options.SubOrderMaxFiles, options.MaxSubOrdersPerUser) = (2, 1));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        return (host, products, key);
    }

    private static async Task<ZipChoice> ChooseAsync(CoreHost host, OrderKey key, bool fromStart = true, string? ifRange = null, EntryLayout layout = EntryLayout.Flat) =>
        await host.Get<ZipService>().ChooseAsync(await host.OrderOfAsync(key), CoreHost.Ada, fromStart, ifRange, Stop, layout);

    private static Task<ZipChoice> FindAsync(CoreHost host, OrderKey key, long number) =>
        host.Get<ZipService>().FindAsync(key, CoreHost.Ada, number, Stop);

    private static async Task<Stream> OpenAsync(CoreHost host, OrderSnapshot order, ZipVersion zip, long? length = null) =>
        (await host.Get<ZipService>().OpenAsync(order, zip, () => length, Stop))!;

    private static async Task<byte[]> ReadAsync(CoreHost host, OrderKey key, ZipVersion zip)
    {
        await using var content = await OpenAsync(host, await host.OrderOfAsync(key), zip);
        var bytes = new byte[zip.Length];
        await content.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }

    private static async Task ReadRangeAsync(CoreHost host, OrderSnapshot order, ZipVersion zip, byte[] bytes, int from, int to)
    {
        await using var content = await OpenAsync(host, order, zip, to - from);
        content.Position = from;
        await content.ReadExactlyAsync(bytes.AsMemory(from, to - from), Stop);
    }

    private static IEnumerable<string> Names(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private static string Text(byte[] zip, string name)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        using var reader = new StreamReader(archive.GetEntry(name)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
