using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Local.Azurite;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>More than five gibibytes that really flow: a file over 4 GiB, and files that begin behind 4 GiB.</summary>
public sealed class HugeZipTests(ITestOutputHelper output) : IDisposable
{
    private const long Mebibyte = 1 << 20;

    private static readonly (string Name, long Length)[] Blobs =
        [("first.dat", 1000), ("over-four.dat", 4200 * Mebibyte), ("behind.dat", 1000 * Mebibyte), ("empty.dat", 0), ("last.dat", 12_345)];

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Huge")]
    public async Task ZipOverFiveGibibytes_FetchedInTwoHalves_IsReadByEveryUnpacker()
    {
        var data = _folder["data"];
        await using var storage = await AzuriteProcess.StartAsync(Path.Combine(data, "azurite"), cancellationToken: Stop);
        var clients = AzuriteFixture.Open(storage.ConnectionString);
        await clients.CreateMissingAsync(Stop);
        var expected = await UploadAsync(clients);
        await using var server = await LocalProcess.ServeAsync(
            data, ("Orders__SubOrderMaxBytes", "10000000000"), ("Orders__MaxSubOrdersPerUser", "100"));
        var token = (await LocalProcess.RunAsync("token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();
        using var client = new ApiClient(server.Address, token);
        var id = await client.OrderAsync("collection:huge");
        await client.UntilAsync(id, OrderJson.Ended, TimeSpan.FromMinutes(10));

        // The second half begins behind 4 GiB: in the second large file.
        var zip = _folder["huge.zip"];
        var header = $"Authorization: Bearer {token}";
        var address = $"{server.Address}/user/orders/{id}/download";
        await ExternalTool.RunAsync("curl", "-sS", "--fail", "-H", header, "-r", $"0-{4500 * Mebibyte}", "-o", zip, address);
        Assert.Equal(Blobs.Length, (await client.GetOrderAsync(id)).Available());
        await ExternalTool.RunAsync("curl", "-sS", "--fail", "-H", header, "-C", "-", "-o", zip, address);
        output.WriteLine($"{new FileInfo(zip).Length} bytes, peak memory of the host {server.PeakMemory / 1_000_000} MB");
        Assert.Equal(0, (await client.GetOrderAsync(id)).Available());

        Assert.Contains("No errors detected", await ExternalTool.RunAsync("unzip", "-tq", zip), StringComparison.Ordinal);
        Assert.Contains("Everything is Ok", await ExternalTool.RunAsync("7z", "t", zip), StringComparison.Ordinal);
        foreach (var tool in (string[])["bsdtar", "Python zipfile", "Java ZipInputStream"])
            Assert.Equal(expected, (await Unpackers.All[tool](zip)).Order(StringComparer.Ordinal));
    }

    /// <summary>Uploads the blobs and makes a product of each; returns the SHA-256 of all.</summary>
    private static async Task<IReadOnlyList<string>> UploadAsync(StorageClients clients)
    {
        var container = clients.Blobs.GetBlobContainerClient("huge");
        await container.CreateAsync(cancellationToken: Stop);
        var hashes = new List<string>();
        foreach (var (name, length) in Blobs) hashes.Add(await UploadAsync(container.GetBlobClient(name), length));
        await new CatalogStore(clients).WriteItemsAsync("demo", ItemsAsync(), _ => { }, Stop);
        return [.. hashes.Order(StringComparer.Ordinal)];
    }

    private static async Task<string> UploadAsync(BlobClient blob, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[4 * Mebibyte];
        new Random(1).NextBytes(block);
        await using var stream = await blob.OpenWriteAsync(overwrite: true, cancellationToken: Stop);
        for (var left = length; left > 0; left -= block.Length)
        {
            // No two blocks are the same, so one in the wrong place shows.
            BitConverter.TryWriteBytes(block, left);
            var piece = block.AsMemory(0, (int)Math.Min(left, block.Length));
            hash.AppendData(piece.Span);
            await stream.WriteAsync(piece, Stop);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async IAsyncEnumerable<CatalogItem> ItemsAsync()
    {
        var none = JsonDocument.Parse("{}").RootElement;
        foreach (var ((name, length), index) in Blobs.Select((blob, index) => (blob, index)))
        {
            var asset = new CatalogAsset(
                "data", name, DataType.RAWDATA, "application/octet-stream", $"huge/{name}", false, length, null, null);
            yield return new CatalogItem("huge", name, $"{index}", none, null, null, null, [asset]);
        }

        await Task.CompletedTask;
    }
}
