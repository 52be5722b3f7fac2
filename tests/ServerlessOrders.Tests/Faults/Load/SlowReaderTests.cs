using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.EndToEnd;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Load;

/// <summary>Clients that read slowly cost a small buffer each, and those that vanish cost nothing soon after.</summary>
public sealed class SlowReaderTests(AzuriteFixture azurite) : IDisposable
{
    private const int FileBytes = 64 * 1024 * 1024;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Faults")]
    public async Task FiftySlowReaders_HoldLittleMemory_AndVanishedOnesNothing()
    {
        const int clients = 50;
        const long perClient = 1 << 20;
        var duration = TimeSpan.FromSeconds(30);
        var connection = await azurite.NewAccountAsync();
        var storage = AzuriteFixture.Open(connection);
        await using var host = new CoreHost(storage, "demo", new CatalogStore(storage));
        await AddLargeFileAsync(storage);
        await using var server = await LocalProcess.ServeStorageAsync(_folder["data"], connection, ("Orders__Secret", TestApi.Secret));
        var token = host.Get<TokenIssuer>().Issue("demo", "ada@example.org", Role.REGISTERED_USER, TimeSpan.FromHours(1));
        using var client = new ApiClient(server.Address, token);
        var order = await client.OrderAsync("*:*");
        await client.UntilAsync(order, OrderJson.Ended, TimeSpan.FromMinutes(1));
        var path = $"/orders/files/{FileIds.Of(order, 0)}";
        Assert.True(await client.FetchAsync($"/user/orders/{order}/download", _folder["warm.zip"]));

        var (memory, handles) = (server.Memory, server.OpenFiles);
        var readers = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => SlowReader.OpenAsync(new Uri(server.Address), path, token)));
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var most = 0L;
        while (Stopwatch.GetTimestamp() < until)
        {
            // 1 KB a second each.
            await Task.WhenAll(readers.Select(reader => reader.ReadAsync(1024)));
            most = Math.Max(most, server.Memory);
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
        }

        foreach (var reader in readers) reader.Dispose();
        var vanished = Stopwatch.GetTimestamp();
        while (server.OpenFiles > handles + 5 && Stopwatch.GetElapsedTime(vanished) < TimeSpan.FromSeconds(20)) await Task.Delay(100, Stop);
        var freed = Stopwatch.GetElapsedTime(vanished);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{clients} readers of a {FileBytes >> 20} MiB file at 1 KB/s for {duration.TotalSeconds:F0} s: {Math.Max(0, most - memory) / 1024 / clients} KiB of resident memory each; all freed {freed.TotalSeconds:F1} s after they vanished"));
        Assert.True(most - memory < clients * perClient, $"{clients} slow readers take {(most - memory) >> 20} MiB.");
        Assert.True(freed < TimeSpan.FromSeconds(10), $"{server.OpenFiles} open files {freed.TotalSeconds:F0} s after all clients left, {handles} before they came.");
    }

    private static async Task AddLargeFileAsync(StorageClients storage)
    {
        var container = storage.Blobs.GetBlobContainerClient("large");
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        await container.GetBlobClient("large.bin").UploadAsync(new MemoryStream(new byte[FileBytes]), Stop);
        var asset = new Catalog.CatalogAsset("data", "large.bin", DataType.RAWDATA, "application/octet-stream", "large/large.bin", false, FileBytes, null, null);
        var item = new Catalog.CatalogItem("c", "large", "large", System.Text.Json.JsonDocument.Parse("{}").RootElement, null, null, null, [asset]);
        await new CatalogStore(storage).WriteItemsAsync("demo", new[] { item }.ToAsyncEnumerable(), _ => { }, Stop);
    }

    /// <summary>A client with a small window that reads as slowly as it is told.</summary>
    private sealed class SlowReader : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        private readonly byte[] _buffer = new byte[4096];

        public static async Task<SlowReader> OpenAsync(Uri server, string path, string token)
        {
            var reader = new SlowReader();
            await reader._socket.ConnectAsync(IPAddress.Loopback, server.Port, Stop);
            await reader._socket.SendAsync(
                Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nAuthorization: Bearer {token}\r\n\r\n"), Stop);
            var count = await reader._socket.ReceiveAsync(reader._buffer.AsMemory(0, 64), Stop);
            Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(reader._buffer, 0, count), StringComparison.Ordinal);
            return reader;
        }

        public async Task ReadAsync(int count) => await _socket.ReceiveAsync(_buffer.AsMemory(0, count), Stop);

        /// <summary>Leaves without a word: a reset.</summary>
        public void Dispose()
        {
            _socket.LingerState = new LingerOption(true, 0);
            _socket.Dispose();
        }
    }
}
