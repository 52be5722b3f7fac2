using System.IO.Compression;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Orders;
using ServerlessOrders.Tests.Functions.Workflows;

namespace ServerlessOrders.Tests.Functions;

/// <summary>Orders by the functions alone: requests, orchestration, activities and timers of the app over real storage.</summary>
public sealed class OrderByFunctionsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private readonly TempFolder _mail = new();
    private FunctionHost? _host;

    private FunctionHost Host => _host!;

    private string Token => Host.Token(_tenant);

    public async ValueTask InitializeAsync()
    {
        var connection = await azurite.NewAccountAsync();
        _host = await FunctionHost.StartAsync(connection, new Dictionary<string, string?>
        {
            ["Orders:TimeZone"] = "Europe/Paris",
            ["Orders:Mail:Folder"] = _mail.Path,
        });
        await OrderServer.AddProductsAsync(AzuriteFixture.Open(connection), _tenant, "coast", ("a", "one"), ("b", "two"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _mail.Dispose();
    }

    [Fact]
    public async Task Order_IsMadeReadyByItsOrchestration_AndFetchedAsAZip()
    {
        var (order, instance) = await CreateAsync();

        var end = await Host.Engine.EndOfAsync(instance);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("DONE", await StatusAsync(order));
        Assert.Equal(["RUNNING", "DONE"], Host.Engine.Journal.StatusesOf(instance).Where(status => status != "PENDING"));
        var zip = await Host.SendAsync(HttpMethod.Get, $"/user/orders/{order}/download", Token);
        using var archive = new ZipArchive(new MemoryStream(zip.Body));
        Assert.Equal(["a.txt", "b.txt"], archive.Entries.Select(entry => entry.FullName).Order());
    }

    [Fact]
    public async Task Order_ThatIsPaused_ShowsItInItsInstance_AndGoesOnWhenItIsResumed()
    {
        var paused = new TaskCompletionSource();
        Host.BeforeActivity = () => paused.Task;
        var (order, instance) = await CreateAsync();
        Assert.Equal(200, (await Host.SendAsync(HttpMethod.Put, $"/user/orders/pause/{order}", Token)).Status);

        paused.SetResult();
        await DurableEngine.UntilAsync(async () => (await Host.Engine.FindAsync(instance))?.ReadCustomStatusAs<string>() == "PAUSED");
        Assert.Equal("PAUSED", await StatusAsync(order));

        Assert.Equal(200, (await Host.SendAsync(HttpMethod.Put, $"/user/orders/resume/{order}", Token)).Status);
        await Host.Engine.EndOfAsync(instance);
        Assert.Equal("DONE", await StatusAsync(order));
    }

    [Fact]
    public async Task Order_WhoseOrchestrationFailed_IsRevivedByTheRefreshTimer()
    {
        Host.BeforeActivity = () => throw new IOException("Storage is away.");
        var (order, instance) = await CreateAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await Host.Engine.EndOfAsync(instance)).RuntimeStatus);
        Assert.Equal("PENDING", await StatusAsync(order));

        Host.BeforeActivity = () => Task.CompletedTask;
        await Host.TickAsync("RefreshOrders");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await Host.Engine.EndOfAsync(instance)).RuntimeStatus);
        Assert.Equal("DONE", await StatusAsync(order));
    }

    [Fact]
    public async Task Order_WhoseOrchestrationWasLost_IsRevivedByTheRefreshTimer()
    {
        var lost = new TaskCompletionSource();
        Host.BeforeActivity = () => lost.Task;
        var (order, instance) = await CreateAsync();
        await Host.Engine.LoseAsync(instance);
        Host.BeforeActivity = () => Task.CompletedTask;
        lost.SetException(new IOException("Its host is gone."));

        await Host.TickAsync("RefreshOrders");

        await Host.Engine.EndOfAsync(instance);
        Assert.Equal("DONE", await StatusAsync(order));
    }

    [Fact]
    public async Task Order_PastItsDate_IsExpiredByTheTimer_AndCleanedUpByItsOrchestration()
    {
        var (order, instance) = await CreateAsync();
        await Host.Engine.EndOfAsync(instance);
        Host.Time.Advance(TimeSpan.FromHours(169));

        await Host.TickAsync("ExpireOrders");
        var end = await Host.Engine.EndOfAsync(instance);

        Assert.Equal("EXPIRED", await StatusAsync(order));
        Assert.Equal("EXPIRED", end.ReadCustomStatusAs<string>());
        Assert.True((await Host.Service<OrderStore>().FindOrderAsync(new OrderKey(_tenant, order), TestContext.Current.CancellationToken))!.Value.Progress.CleanedUp);
    }

    [Fact]
    public async Task Reminder_IsSentByTheTimer_OnceInTheMorningOfTheZone()
    {
        Host.Time.SetUtcNow(NextMonday(Host.Time.GetUtcNow()).AddHours(12));
        var (_, instance) = await CreateAsync();
        await Host.Engine.EndOfAsync(instance);

        // Friday in Paris, in UTC: 05:00 in summer, 06:00 in winter.
        var paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        var friday = NextMonday(Host.Time.GetUtcNow()).AddDays(-3);
        var seven = friday.AddHours(7) - paris.GetUtcOffset(friday.AddHours(7));
        foreach (var minutes in new[] { -30, -15 })
        {
            Host.Time.SetUtcNow(seven.AddMinutes(minutes));
            await Host.TickAsync("RemindUsers");
        }

        Assert.Empty(Directory.GetFiles(_mail.Path));
        foreach (var minutes in new[] { 0, 15, 30 })
        {
            Host.Time.SetUtcNow(seven.AddMinutes(minutes));
            await Host.TickAsync("RemindUsers");
        }

        Assert.Single(Directory.GetFiles(_mail.Path));
    }

    private async Task<(long Order, string Instance)> CreateAsync()
    {
        Assert.Equal(200, (await Host.SendAsync(HttpMethod.Post, "/order/basket/selection", Token, """{"engineType":"legacy"}""")).Status);
        var created = await Host.SendAsync(HttpMethod.Post, "/user/orders", Token, "{}");
        Assert.Equal(201, created.Status);
        var id = created.Content.GetProperty("id").GetInt64();
        return (id, OrderOrchestration.InstanceId(new OrderKey(_tenant, id)));
    }

    private async Task<string?> StatusAsync(long order) =>
        (await Host.SendAsync(HttpMethod.Get, $"/user/orders/{order}", Token)).Content.GetProperty("status").GetString();

    private static DateTimeOffset NextMonday(DateTimeOffset after)
    {
        var day = new DateTimeOffset(after.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        while (day.DayOfWeek != DayOfWeek.Monday) day = day.AddDays(1);
        return day;
    }
}
