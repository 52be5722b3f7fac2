using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ServerlessOrders.Downloads;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Downloads;

/// <summary>The ZIP that unpacks to a bag (RFC 8493).</summary>
public sealed class BagItTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bag_Unpacked_IsComplete_AndItsDigestsAreThoseOfSha256sum()
    {
        var products = Products.Of(0)
            .Add("a/b/p0", "first", checksum: "8b04d5e3775d298e78455efc5ca404d5", digest: "MD5")
            .Add("a/b/p1", "second", checksum: Hex(SHA256.HashData("second"u8)), digest: "SHA-256")
            .Add("a/p2", "third", checksum: Hex(SHA512.HashData("third"u8)), digest: "SHA-512")
            .Add("100%25 é ~", "fourth").Add("empty", "");
        var (host, key) = await ReadyAsync(products);
        var (zip, bytes) = await BagAsync(host, key);
        using var folder = new TempFolder();
        await ZipFile.ExtractToDirectoryAsync(new MemoryStream(bytes), folder.Path, Stop);

        var bag = Assert.Single(Directory.GetDirectories(folder.Path));
        Assert.Equal($"order_{key.Id}_{zip.Created:yyyyMMdd'T'HHmmss'Z'}", Path.GetFileName(bag));
        Assert.Equal("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", await ReadAsync(bag, "bagit.txt"));
        Assert.Equal(
            $"Bag-Software-Agent: ServerlessOrders\nBagging-Date: {zip.Created:yyyy-MM-dd}\nExternal-Identifier: {key.Id}\nPayload-Oxum: 22.5\n",
            await ReadAsync(bag, "bag-info.txt"));
        Assert.Equal(["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"], FilesOf(bag, SearchOption.TopDirectoryOnly));
        Assert.Equal("first", await ReadAsync(bag, "data/a/b/p0.bin"));

        // Every file of the payload is in the manifest, once, and nothing else.
        var listed = Names(await ReadAsync(bag, "manifest-sha256.txt"));
        Assert.Equal(FilesOf(Path.Combine(bag, "data")).Select(name => "data/" + name), listed.Order(StringComparer.Ordinal));
        Assert.Contains("data/100_25 é ~.bin", listed);
        Assert.Equal(["bagit.txt", "bag-info.txt", "manifest-sha256.txt"], Names(await ReadAsync(bag, "tagmanifest-sha256.txt")));
        foreach (var manifest in (string[])["manifest-sha256.txt", "tagmanifest-sha256.txt"])
            await ExternalTool.RunAsync("bash", "-c", "cd \"$1\" && sha256sum --check --strict --quiet \"$2\"", "check", bag, manifest);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Bag_IsAVersionOfItsOwn_WhoseRangesGiveTheSameBytes_AndMarksItsFiles()
    {
        var (host, key) = await ReadyAsync(Products.Of(3));
        var flat = await ChooseAsync(host, key, EntryLayout.Flat);

        var (zip, bytes) = await BagAsync(host, key, upTo: 150);
        Assert.Equal((1, 2), (flat.Number, zip.Number));
        Assert.Equal("AVAILABLE AVAILABLE AVAILABLE", await host.StatesAsync(key));
        var again = await ChooseAsync(host, key, EntryLayout.BagIt);
        Assert.Equal((zip.Number, zip.ETag), (again.Number, again.ETag));

        var whole = (await BagAsync(host, key)).Bytes;
        for (var from = 0; from < whole.Length; from += 97)
        {
            await using var content = (await host.Get<ZipService>().OpenAsync(await host.OrderOfAsync(key), zip, () => null, Stop))!;
            content.Position = from;
            var part = new byte[Math.Min(97, whole.Length - from)];
            await content.ReadExactlyAsync(part, Stop);
            Assert.Equal(whole.AsMemory(from, part.Length), part.AsMemory());
        }

        Assert.Equal(whole.AsMemory(0, 150), bytes.AsMemory(0, 150));
        Assert.Equal("DOWNLOADED DOWNLOADED DOWNLOADED", await host.StatesAsync(key));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task File_ThatIsGone_OrWhoseDigestIsNotKnown_IsLeftOut_AndTheNoticeSaysSo()
    {
        var products = Products.Of(3);
        var (host, key) = await ReadyAsync(products);
        products.Archive.Remove("archive/p0000.bin");
        await ForgetDigestAsync(host, key, position: 1);

        var (zip, bytes) = await BagAsync(host, key);

        var folder = $"order_{key.Id}_{zip.Created:yyyyMMdd'T'HHmmss'Z'}";
        using var archive = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(
            ["data/p0002.bin", "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "NOTICE.txt"],
            archive.Entries.Select(entry => entry.FullName[(folder.Length + 1)..]));
        using var notice = new StreamReader(archive.GetEntry(folder + "/NOTICE.txt")!.Open());
        var text = await notice.ReadToEndAsync(Stop);
        Assert.Contains("(p0000.bin): it is no longer in the archive", text, StringComparison.Ordinal);
        Assert.Contains("(p0001.bin): its SHA-256 is not known", text, StringComparison.Ordinal);
        Assert.Equal("DOWNLOAD_ERROR AVAILABLE DOWNLOADED", await host.StatesAsync(key));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Verification_RememberedWithoutSha256_IsMadeOnceMore()
    {
        var products = Products.Of(0).Add("p0", "first", checksum: "8b04d5e3775d298e78455efc5ca404d5", digest: "MD5");
        var (host, key) = await ReadyAsync(products);
        var file = Assert.Single(await host.FilesAsync(key));
        Assert.Equal(("MD5", Hex(SHA256.HashData("first"u8))), (file.DigestAlgorithm, file.Sha256));
        var check = (await host.Get<BlobCheckStore>().FindAsync(host.Tenant, [file], Stop))[0];
        await host.Get<BlobCheckStore>().WriteAsync(host.Tenant, [(file, check with { Sha256 = null })], Stop);

        var again = await host.OrderAsync("c");
        await host.DriveAsync();

        Assert.Equal(file.Sha256, Assert.Single(await host.FilesAsync(again)).Sha256);
        await host.DisposeAsync();
    }

    /// <summary>As a row that an earlier release wrote, or one of a blob too large to be hashed.</summary>
    private static async Task ForgetDigestAsync(CoreHost host, OrderKey key, int position)
    {
        var (files, sub) = (host.Get<FileStore>(), new SubOrderKey(key, 0));
        var summary = (await files.FindSummaryAsync(sub, Stop))!;
        var file = (await files.FindFileAsync(sub, position, Stop))!;
        var move = new FileMove(file, file with { Checksum = null, DigestAlgorithm = null, Sha256 = null });
        Assert.NotNull(await host.Get<FileChanges>().TryChangeAsync(sub, summary, [move], Stop));
    }

    private async Task<(CoreHost Host, OrderKey Key)> ReadyAsync(Products products)
    {
        var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        return (host, key);
    }

    private static async Task<ZipVersion> ChooseAsync(CoreHost host, OrderKey key, EntryLayout layout) =>
        (await host.Get<ZipService>().ChooseAsync(await host.OrderOfAsync(key), CoreHost.Ada, true, null, Stop, layout)).Zip!;

    private static async Task<(ZipVersion Zip, byte[] Bytes)> BagAsync(CoreHost host, OrderKey key, int? upTo = null)
    {
        var zip = await ChooseAsync(host, key, EntryLayout.BagIt);
        await using var content = (await host.Get<ZipService>().OpenAsync(await host.OrderOfAsync(key), zip, () => upTo, Stop))!;
        var bytes = new byte[zip.Length];
        await content.ReadExactlyAsync(bytes.AsMemory(0, upTo ?? bytes.Length), Stop);
        return (zip, bytes);
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private static Task<string> ReadAsync(string bag, string name) => File.ReadAllTextAsync(Path.Combine(bag, name), Encoding.UTF8, Stop);

    private static IReadOnlyList<string> Names(string manifest) =>
        [.. manifest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[66..])];

    private static IReadOnlyList<string> FilesOf(string folder, SearchOption depth = SearchOption.AllDirectories) =>
        [.. Directory.EnumerateFiles(folder, "*", depth).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];
}
