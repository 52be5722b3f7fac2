using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>What an order costs in storage operations: the table of docs/cost-and-scale.md.</summary>
public sealed class StorageCostTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task OrderOf100Files_CostsWhatTheDocumentSays() => MeasureAsync(100);

    [Theory(Explicit = true)]
    [Trait("Category", "Large")]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public Task LargeOrder_CostsWhatTheDocumentSays(int files) => MeasureAsync(files);

    private async Task MeasureAsync(int files)
    {
        var counter = new OperationCounter();
        var connection = await azurite.NewAccountAsync();
        await using var server = await OrderServer.StartAsync(
            azurite, counter.Open(connection), builder => builder.Configuration["Orders:MaxSubOrdersPerUser"] = "100");
        await LargeOrderTests.SeedAsync(server.Storage, "demo", files);
        using var client = server.Client();
        client.Timeout = TimeSpan.FromMinutes(30);
        counter.Take();
        output.WriteLine($"{files:N0} files        table reads    writes blob reads    writes");

        // Selected, ordered, expanded, prepared: nothing known of its blobs.
        var id = await OrderServer.OrderAllAsync(client);
        await EndAsync(connection, id);
        var first = Report("ordered and prepared", counter);

        // The same once more: the verification of the blobs is remembered.
        var again = await OrderServer.OrderAllAsync(client);
        await EndAsync(connection, again);
        var known = Report("ordered again", counter);

        await client.GetStringAsync($"/user/orders/{id}", Stop);
        var status = Report("status", counter);
        await client.GetStringAsync("/user/orders", Stop);
        var list = Report("list of 2 orders", counter);
        await client.GetStringAsync($"/orders/{id}/files/available", Stop);
        var page = Report("page of 10 files", counter);
        await client.GetStringAsync($"/orders/files/{id << 22}", Stop);
        var file = Report("one file", counter);
        await client.GetStringAsync($"/orders/files/{(id << 22) + 1}", Stop);
        var second = Report("the next file", counter);
        using var stranger = server.Client(user: "eve@example.org");
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync($"/orders/files/{(id << 22) + 2}", Stop)).StatusCode);
        var refused = Report("a file, refused", counter);
        await client.GetByteArrayAsync($"/user/orders/{id}/download", Stop);
        var zip = Report("ZIP", counter);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/user/orders/{id}/download") { Headers = { Range = new RangeHeaderValue(1, 50) } };
        (await client.SendAsync(request, Stop)).Dispose();
        var range = Report("range of the ZIP", counter);

        var batches = (int)Math.Ceiling(files / 99.0);
        // Expansion, preparation, what is remembered of the blobs: three transactions for 99 files.
        Assert.InRange(first.TableWrites, 2 * batches, (3 * batches) + 40 + (files / 100));
        Assert.Equal(files, first.BlobReads, files * 0.02 + 5);
        Assert.InRange(known.TableWrites, batches, (2 * batches) + 40 + (files / 100));
        // A page of the listing for some thousand blobs.
        Assert.InRange(known.BlobReads, 1, 5 + (files / 500));
        Assert.InRange(status.TableReads, 1, 1 + (files / 5000));
        Assert.InRange(list.TableReads, 1, 10 + (files / 5000));
        Assert.InRange(page.TableReads, 1, 6 + (files / 1000));
        // What follows from a download is made a moment later for all files of the sub-order: it may fall into either count.
        Assert.InRange(file.TableReads + file.TableWrites, 5, 8);
        Assert.InRange(second.TableReads + second.TableWrites, 3, 6);
        // What is refused is not opened first, though its row is known by now.
        Assert.Equal((1, 1, 0), (file.BlobReads, second.BlobReads, refused.BlobReads));
        Assert.InRange(zip.TableWrites, batches, batches + 20 + (files / 1000));
        Assert.InRange(range.TableReads + range.TableWrites + range.BlobReads, 1, 20 + (files / 5000));
    }

    private Operations Report(string what, OperationCounter counter)
    {
        var counted = counter.Take();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-22} {counted}"));
        return counted;
    }

    /// <summary>Waits for the order without a request that is counted.</summary>
    private static async Task EndAsync(string connection, long id)
    {
        var orders = new OrderStore(AzuriteFixture.Open(connection));
        var unfinished = new UnfinishedOrderStore(AzuriteFixture.Open(connection));
        var key = new OrderKey("demo", id);
        while (await orders.FindOrderAsync(key, Stop) is not { Value.Status: OrderStatus.DONE }
               || await unfinished.FindAsync(key, Stop) is not null) await Task.Delay(200, Stop);
    }
}
