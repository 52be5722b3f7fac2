using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>Every command of <c>orders</c> against a whole server, through the same door as its program.</summary>
public sealed class CommandTests(AzuriteFixture azurite) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SeenRequests _seen = new();
    private OrderServer? _server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task CollectionsSearchAndQuote_TellWhatCanBeOrdered()
    {
        var orders = await StartAsync();
        await _server!.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));
        await _server!.AddProductsAsync("demo", "other", ("c", "third"));

        Assert.Contains("survey", await orders.SayAsync("collections"), StringComparison.Ordinal);
        Assert.Equal(2, (await orders.RunAsync("collections", "--json")).Well().Events.Count);
        Assert.Equal(["a", "b"], OrdersCommands.Lines(await orders.SayAsync("search", "-c", "survey", "--ids-only")));
        Assert.Equal(["b"], OrdersCommands.Lines(await orders.SayAsync("search", "id:b", "--ids-only")));
        Assert.Equal("a", (await orders.RunAsync("search", "-c", "survey", "--limit", "1", "--json")).Well().Events.Single().GetProperty("id").GetString());
        Assert.Contains("survey", await orders.SayAsync("search", "id:b"), StringComparison.Ordinal);
        // However it was found, a product is the same STAC item.
        Assert.Equal(await orders.SayAsync("search", "-c", "survey", "--json"), await orders.SayAsync("search", "datasetUrn:survey", "--json"));
        Assert.Equal("No product was found.", await orders.SayAsync("search", "--bbox", "1,2,3,4"));
        Assert.Equal("No product was found.", await orders.SayAsync("search", "--datetime", "2001/2002-03"));
        await orders.RefusedAsync(2, "date", "search", "-c", "survey", "--datetime", "nonsense");
        await orders.RefusedAsync(2, "--limit", "search", "--limit", "0");

        Assert.StartsWith("2 files, 11 B, in 1 sub-order.", await orders.SayAsync("quote", "-c", "survey"), StringComparison.Ordinal);
        Assert.Equal(3, (await orders.RunAsync("quote", "*:*", "--json")).Well().Events.Single().GetProperty("files").GetInt32());
        await orders.RefusedAsync(2, "no basket", "quote", "--basket");
        await orders.RefusedAsync(2, "no file", "quote", "--bbox", "1,2,3,4");
        await orders.RefusedAsync(2, "does not exist", "quote", "-c", "none");
    }

    [Fact]
    public async Task Create_OrdersOnce_ByQueryIdsBasketLabelOrKey()
    {
        var orders = await StartAsync();
        await _server!.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));

        Assert.Equal("1", await orders.SayAsync("create", "-c", "survey"));
        var again = (await orders.RunAsync("create", "-c", "survey")).Well();
        Assert.Equal("1", again.Output.Trim());
        Assert.Contains("Ordered before", again.Error, StringComparison.Ordinal);
        Assert.Equal("2", (await orders.RunWithInputAsync("b\n\n", "create", "--ids", "-")).Well().Output.Trim());
        Assert.Equal("3", await orders.SayAsync("create", "-c", "survey", "--idempotency-key", "mine"));
        Assert.Equal("3", await orders.SayAsync("create", "-c", "survey", "--idempotency-key", "mine"));
        await orders.RefusedAsync(2, "Idempotency-Key", "create", "id:b", "--idempotency-key", "mine");

        Assert.Equal("4", await orders.SayAsync("create", "-c", "survey", "--label", "Winter"));
        Assert.Equal("4", await orders.SayAsync("create", "-c", "survey", "--label", "Winter"));
        await orders.RefusedAsync(2, "LABEL_NOT_UNIQUE", "create", "id:b", "--label", "Winter");
        // Neither leaves anything in the basket, which is the user's.
        await orders.RefusedAsync(2, "no basket", "create", "--basket");
        using (var client = _server!.Client())
        {
            using var selected = await client.PostAsync(
                "/order/basket/selection", new StringContent("""{"engineType":"legacy","datasetUrn":"survey"}""", null, "application/json"), Stop);
            Assert.True(selected.IsSuccessStatusCode);
        }

        Assert.StartsWith("2 files", await orders.SayAsync("quote", "--basket"), StringComparison.Ordinal);
        await orders.RefusedAsync(2, "Your basket holds", "create", "id:b", "--label", "Summer");
        Assert.Equal("Spring", (await orders.RunAsync("create", "--basket", "--label", "Spring", "--json")).Well().Events.Single().GetProperty("content").GetProperty("label").GetString());

        // Whose files were deleted may be ordered again, although the day is not over.
        await orders.SayAsync("cancel", "1");
        var anew = await orders.SayAsync("create", "-c", "survey");
        Assert.NotEqual("1", anew);
        Assert.Equal(anew, await orders.SayAsync("create", "-c", "survey"));
    }

    [Fact]
    public async Task OrdersAreListedShownWatchedAndManaged()
    {
        var orders = await StartAsync(("Orders:MaxSubOrdersPerUser", "1"));
        await _server!.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));
        using var client = _server!.Client();
        await orders.SayAsync("create", "id:a");
        await OrderServer.WaitForAsync(client, 1, order => order.Available() == 1);
        await orders.SayAsync("create", "id:b");
        await OrderServer.WaitForAsync(client, 2, order => order.Status() == "RUNNING");

        Assert.Equal(["2", "1"], (await orders.RunAsync("list", "--json")).Well().Events.Select(order => order.GetProperty("content").GetProperty("id").ToString()));
        Assert.Equal("There are no orders.", await orders.SayAsync("list", "--status", "FAILED"));
        Assert.Contains("Order 1 waits", await orders.SayAsync("show", "2"), StringComparison.Ordinal);
        Assert.Equal("1 file, 5 B; 1 to fetch, 0 in error", OrdersCommands.Lines(await orders.SayAsync("show", "1"))[2].Trim());
        Assert.Equal("Order 2 is paused.", await orders.SayAsync("pause", "2"));
        await orders.RefusedAsync(2, "is PAUSED", "pause", "2");
        Assert.Equal("Order 2 is resumed.", await orders.SayAsync("resume", "2"));
        await orders.RefusedAsync(2, "is RUNNING", "delete", "2");
        await orders.RefusedAsync(7, "--wait", "watch", "2", "--wait", "1s");

        var watch = orders.RunAsync("watch", "2");
        await _seen.UntilAsync(request => request.Path == "/user/orders/2" && request.Headers["Prefer"].ToString().StartsWith("wait=", StringComparison.Ordinal), Stop);
        Assert.Equal("Order 1 is cancelled.", await orders.SayAsync("cancel", "1"));
        var lines = OrdersCommands.Lines((await watch).Well().Output);
        Assert.StartsWith("RUNNING 0 %, 0 to fetch: Waits", lines[0], StringComparison.Ordinal);
        Assert.Equal("DONE 100 %, 1 to fetch", lines[^1]);

        var before = Expiration(await orders.SayAsync("show", "2", "--json"));
        Assert.StartsWith("Order 2 now expires", await orders.SayAsync("extend", "2", "--for", "4d"), StringComparison.Ordinal);
        Assert.InRange(Expiration(await orders.SayAsync("show", "2", "--json")) - before, TimeSpan.FromDays(3), TimeSpan.FromDays(4));
        await orders.RefusedAsync(2, "168 hours", "extend", "2", "--for", "30d");
        Assert.Equal("3", await orders.SayAsync("restart", "2"));
        await orders.RefusedAsync(2, "cannot be retried", "retry", "2");
        Assert.Equal("Order 2 is deleted.", await orders.SayAsync("delete", "2"));
        foreach (var command in new[] { "cancel", "delete", "pause", "restart" }) await orders.RefusedAsync(2, "is DELETED", command, "2");
        await orders.RefusedAsync(4, "99", "show", "99");
        await orders.RefusedAsync(6, "orders create", "get", "2", _folder["none"]);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public async Task Retry_PreparesWhatWasInError()
    {
        var orders = await StartAsync();
        await _server!.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));
        var blob = await _server!.BlobAsync("b.txt");
        await blob.DeleteAsync(cancellationToken: Stop);
        await orders.SayAsync("create", "-c", "survey");

        Assert.Equal(5, (await orders.RunAsync("watch", "1")).Code);
        await orders.RefusedAsync(5, "b.txt", "get", "1", _folder["out"]);
        await blob.UploadAsync(BinaryData.FromString("second"), Stop);
        Assert.Equal("Order 1 is retried.", await orders.SayAsync("retry", "1"));
        await orders.SayAsync("get", "1", _folder["out"]);

        Assert.Equal("second", await File.ReadAllTextAsync(_folder["out/b.txt"], Stop));
    }

    [Theory]
    [InlineData("off", false)]
    [InlineData("opt-in", true)]
    [InlineData("always", true)]
    public async Task Get_TakesDirectLinksIfTheServiceOffersThem(string setting, bool isDirect)
    {
        var orders = await StartAsync(("Orders:DirectDownloads", setting));
        await _server!.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));
        await orders.SayAsync("create", "-c", "survey");

        await orders.SayAsync("get", "1", _folder["out"]);

        Assert.Equal(("first", "second"), (await File.ReadAllTextAsync(_folder["out/a.txt"], Stop), await File.ReadAllTextAsync(_folder["out/b.txt"], Stop)));
        Assert.All(_seen.Answers("/orders/files/"), status => Assert.Equal(isDirect ? 307 : 200, status));
    }

    [Fact]
    public async Task Get_OfManySmallFiles_TakesAHandfulOfRequests()
    {
        var orders = await StartAsync();
        var products = Enumerable.Range(0, 60).Select(n => ($"product-{n:D2}", $"content {n}")).ToArray();
        await _server!.AddProductsAsync("demo", "survey", products);
        await orders.SayAsync("create", "-c", "survey");
        using var client = _server!.Client();
        await OrderServer.WaitForAsync(client, 1, order => order.Ended());

        var run = await orders.RunAsync("get", "1", _folder["out"], "--json");

        Assert.Equal(60, run.Well().Events.Count(one => one.GetProperty("event").GetString() == "file"));
        foreach (var (id, content) in products) Assert.Equal(content, await File.ReadAllTextAsync(_folder[$"out/{id}.txt"], Stop));
        Assert.Equal(61, Directory.GetFileSystemEntries(_folder["out"]).Length);
        Assert.Empty(_seen.Answers("/orders/files/"));
        Assert.Equal(0, (await OrderServer.WaitForAsync(client, 1, order => order.Available() == 0)).Available());

        // And again, in another folder, although they were fetched.
        await orders.SayAsync("get", "1", _folder["again"]);
        Assert.Equal(61, Directory.GetFileSystemEntries(_folder["again"]).Length);
        Assert.Empty(_seen.Answers("/orders/files/"));
    }

    [Fact]
    public async Task Get_OfSmallFilesOverALineThatIsSlowForEachConnection_TakesSeveral()
    {
        var orders = await StartAsync();
        var products = Enumerable.Range(0, 40).Select(n => ($"product-{n:D2}", RandomNumberGenerator.GetHexString(200_000))).ToArray();
        await _server!.AddProductsAsync("demo", "survey", products);
        await orders.SayAsync("create", "-c", "survey");
        using var client = _server!.Client();
        await OrderServer.WaitForAsync(client, 1, order => order.Ended());
        await using var line = new CuttingProxy(_server!.Address, cutAfter: long.MaxValue, delay: TimeSpan.FromMilliseconds(60));

        await orders.At(line.Address).SayAsync("get", "1", _folder["out"]);

        foreach (var (id, content) in products) Assert.Equal(content, await File.ReadAllTextAsync(_folder[$"out/{id}.txt"], Stop));
        Assert.InRange(_seen.Answers("/user/orders/1/download/").Count, 4, 7);
        Assert.Empty(_seen.Answers("/orders/files/"));
        Assert.InRange(line.Sent, 8_000_000, 8_100_000);
    }

    [Fact]
    public async Task Fetch_RepeatedAfterItsOrderIsGone_OrdersAnew()
    {
        var orders = await StartAsync();
        await _server!.AddProductsAsync("demo", "survey", ("a", "first"));
        await orders.SayAsync("fetch", "-c", "survey", _folder["out"]);
        await orders.SayAsync("delete", "1");
        File.Delete(_folder["out/a.txt"]);

        Assert.StartsWith("Order 2;", await orders.SayAsync("fetch", "-c", "survey", _folder["out"]), StringComparison.Ordinal);

        Assert.Equal(["a.txt", "manifest-sha256.txt"], Directory.GetFileSystemEntries(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await orders.RefusedAsync(2, "does not exist", "fetch", "-c", "none", _folder["none"]);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["none"]));
    }

    [Fact]
    public async Task Login_WithAToken_KeepsItIfItIsAccepted()
    {
        await StartAsync();
        using var client = _server!.Client();
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        var nobody = new OrdersCommands(_server!.Address.ToString(), null, _folder["settings"]);

        await nobody.RefusedAsync(3, "token", "list");
        await nobody.RefusedAsync(2, "--token", "login");
        await nobody.RefusedAsync(3, "token", "login", "--token", "nonsense");
        Assert.Contains("only you can read", (await nobody.RunWithInputAsync(token + "\n", "login", "--token", "-")).Well().Output, StringComparison.Ordinal);

        Assert.Equal("There are no orders.", await nobody.SayAsync("list"));
    }

    private static DateTimeOffset Expiration(string json) =>
        JsonDocument.Parse(json).RootElement.GetProperty("content").GetProperty("expirationDate").GetDateTimeOffset();

    private async Task<OrdersCommands> StartAsync(params (string Name, string Value)[] settings)
    {
        _server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Services.AddSingleton<IStartupFilter>(_seen);
            foreach (var (name, value) in settings) builder.Configuration[name] = value;
        });
        using var client = _server.Client(role: Role.REGISTERED_USER);
        return new OrdersCommands(_server.Address.ToString(), client.DefaultRequestHeaders.Authorization!.Parameter!, _folder["settings"]);
    }

    /// <summary>The requests that came to a server, and what was answered.</summary>
    private sealed class SeenRequests : IStartupFilter
    {
        private readonly Lock _gate = new();
        private readonly List<(string Path, int Status)> _statuses = [];
        private readonly List<(Func<HttpRequest, bool> Wanted, TaskCompletionSource Came)> _waiting = [];

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                lock (_gate)
                {
                    foreach (var (wanted, came) in _waiting)
                        if (wanted(http.Request)) came.TrySetResult();
                }

                await rest(http);
                lock (_gate) _statuses.Add((http.Request.Path, http.Response.StatusCode));
            });
            next(app);
        };

        /// <summary>The statuses of the answers below a path.</summary>
        public IReadOnlyList<int> Answers(string path)
        {
            lock (_gate) return [.. _statuses.Where(one => one.Path.StartsWith(path, StringComparison.Ordinal)).Select(one => one.Status)];
        }

        /// <summary>Returns when a request has come.</summary>
        public Task UntilAsync(Func<HttpRequest, bool> wanted, CancellationToken cancellationToken)
        {
            var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate) _waiting.Add((wanted, came));
            return came.Task.WaitAsync(cancellationToken);
        }
    }
}
