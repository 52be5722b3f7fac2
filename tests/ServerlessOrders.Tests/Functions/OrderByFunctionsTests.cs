using System.IO.Compression;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
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
        _host = new FunctionHost(connection, new Dictionary<string, string?>
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

        await Host.Hub.RunAsync();

        Assert.Equal("DONE", await StatusAsync(order));
        Assert.Equal(["RUNNING", "DONE"], instance.Statuses.Where(status => status is not (null or "PENDING")));
        Assert.True(instance is { HasEnded: true, Failure: null });
        var zip = await Host.SendAsync(HttpMethod.Get, $"/user/orders/{order}/download", Token);
        using var archive = new ZipArchive(new MemoryStream(zip.Body));
        Assert.Equal(["a.txt", "b.txt"], archive.Entries.Select(entry => entry.FullName).Order());
    }

    [Fact]
    public async Task Order_ThatIsPaused_ShowsItInItsInstance_AndGoesOnWhenItIsResumed()
    {
        var (order, instance) = await CreateAsync();
        Assert.Equal(200, (await Host.SendAsync(HttpMethod.Put, $"/user/orders/pause/{order}", Token)).Status);

        await Host.Hub.RunAsync();
        Assert.Equal("PAUSED", instance.CustomStatus);
        await Host.Hub.AdvanceAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("PAUSED", instance.CustomStatus);
        Assert.Equal("PAUSED", await StatusAsync(order));

        Assert.Equal(200, (await Host.SendAsync(HttpMethod.Put, $"/user/orders/resume/{order}", Token)).Status);
        await Host.Hub.RunAsync();
        Assert.Equal("DONE", await StatusAsync(order));
    }

    [Fact]
    public async Task Order_WhoseOrchestrationWasLost_IsRevivedByTheRefreshTimer()
    {
        var (order, instance) = await CreateAsync();
        Host.Hub.Lose(instance.Id);
        await Host.Hub.RunAsync();
        Assert.Equal("PENDING", await StatusAsync(order));

        await Host.TickAsync("RefreshOrders");
        await Host.Hub.RunAsync();

        Assert.Equal("DONE", await StatusAsync(order));
    }

    [Fact]
    public async Task Order_PastItsDate_IsExpiredByTheTimer_AndCleanedUpByItsOrchestration()
    {
        var (order, _) = await CreateAsync();
        await Host.Hub.RunAsync();
        Host.Time.Advance(TimeSpan.FromHours(169));

        await Host.TickAsync("ExpireOrders");
        await Host.Hub.RunAsync();

        Assert.Equal("EXPIRED", await StatusAsync(order));
        var instance = Host.Hub.Find($"{_tenant}:{order}")!;
        Assert.True(instance is { HasEnded: true, CustomStatus: "EXPIRED" });
        Assert.True((await Host.Service<OrderStore>().FindOrderAsync(new OrderKey(_tenant, order), TestContext.Current.CancellationToken))!.Order.CleanedUp);
    }

    [Fact]
    public async Task Reminder_IsSentByTheTimer_OnceInTheMorningOfTheZone()
    {
        Host.Time.SetUtcNow(NextMonday(Host.Time.GetUtcNow()).AddHours(12));
        await CreateAsync();
        await Host.Hub.RunAsync();

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

    private async Task<(long Order, HubInstance Instance)> CreateAsync()
    {
        Assert.Equal(200, (await Host.SendAsync(HttpMethod.Post, "/order/basket/selection", Token, """{"engineType":"legacy"}""")).Status);
        var created = await Host.SendAsync(HttpMethod.Post, "/user/orders", Token, "{}");
        Assert.Equal(201, created.Status);
        var id = created.Content.GetProperty("id").GetInt64();
        return (id, Host.Hub.Find($"{_tenant}:{id}")!);
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
