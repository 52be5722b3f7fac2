using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ServerlessOrders.Tests.EndToEnd;

namespace ServerlessOrders.Tests.Integration.Downloads;

/// <summary>A ZIP over real HTTP that comes in pieces: what a client had when its line broke counts, and nothing more.</summary>
public sealed class BrokenTransferTests(AzuriteFixture azurite) : IDisposable
{
    private const int Megabyte = 1_000_000;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Client_ThatLeavesAndGoesOnWhereItWas_CompletesTheZip()
    {
        await using var server = await StartAsync(24 * Megabyte, 1000);
        using var client = server.Client();
        var order = await OrderAsync(client);
        var address = $"/user/orders/{order}/download";
        var received = new MemoryStream();

        using (var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Stop))
        await using (var body = await response.Content.ReadAsStreamAsync(Stop))
        {
            var piece = new byte[5 * Megabyte];
            await body.ReadExactlyAsync(piece, Stop);
            received.Write(piece);
        }

        Assert.Equal(2, await AvailableAsync(client, order));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(received.Length, null);
        using var rest = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.PartialContent, rest.StatusCode);
        await rest.Content.CopyToAsync(received, Stop);

        // The record of the first response may come a moment after that of the second.
        await OrderServer.WaitForAsync(client, order, seen => seen.GetProperty("availableFilesCount").GetInt32() == 0);
        using var zip = new ZipArchive(received);
        Assert.Equal([24 * Megabyte, 1000], zip.Entries.Select(entry => (int)entry.Length));
    }

    [ForeignFact]
    public async Task Aria2_OverEightConnectionsStraightOnThePlainAddress_LeavesNothingToFetch()
    {
        await using var server = await StartAsync(9 * Megabyte, 3 * Megabyte, 0, 7 * Megabyte);
        using var client = server.Client();
        var order = await OrderAsync(client);

        await ExternalTool.RunAsync(
            "aria2c", "-x8", "-s8", "-k1M", "--no-conf=true", "-d", _folder.Path, "-o", "order.zip",
            $"--header=Authorization: {client.DefaultRequestHeaders.Authorization}", $"{server.Address}user/orders/{order}/download");

        // aria2 breaks connections off whose rest others have fetched: their record may come a moment later.
        await OrderServer.WaitForAsync(client, order, seen => seen.GetProperty("availableFilesCount").GetInt32() == 0);
        await using var zip = await ZipFile.OpenReadAsync(_folder["order.zip"], Stop);
        Assert.Equal([9 * Megabyte, 3 * Megabyte, 0, 7 * Megabyte], zip.Entries.Select(entry => (int)entry.Length));
        Assert.Contains("No errors detected", await ExternalTool.RunAsync("unzip", "-tq", _folder["order.zip"]), StringComparison.Ordinal);
        // Files are recorded before their ZIP, and a ZIP that was not sent whole may be asked for again.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (await StatusAsync() is var status && status != HttpStatusCode.NoContent)
        {
            Assert.Equal(HttpStatusCode.OK, status);
            await Task.Delay(50, limit.Token);
        }

        async Task<HttpStatusCode> StatusAsync()
        {
            using var asked = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/user/orders/{order}/download"), limit.Token);
            return asked.StatusCode;
        }
    }

    private async Task<OrderServer> StartAsync(params int[] lengths)
    {
        var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync(
            "demo", "c", [.. lengths.Select((length, index) => ($"{index}", new string((char)('a' + index), length)))]);
        return server;
    }

    private static async Task<long> OrderAsync(HttpClient client)
    {
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, seen => seen.Ended());
        return order;
    }

    private static async Task<int> AvailableAsync(HttpClient client, long order) =>
        (await client.GetFromJsonAsync<JsonElement>($"/user/orders/{order}", Stop)).GetProperty("content").Available();
}
