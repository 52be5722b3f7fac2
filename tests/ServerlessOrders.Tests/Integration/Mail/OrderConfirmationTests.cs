using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;
using ServerlessOrders.Tests.Integration.Maintenance;
using ServerlessOrders.Workflow;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Integration.Mail;

public sealed class OrderConfirmationTests(AzuriteFixture azurite, MaintenanceAccount account) : IClassFixture<MaintenanceAccount>, IDisposable
{
    private static readonly DateTimeOffset Start = new(2024, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _mails = new();
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _mails.Dispose();

    [Fact]
    public async Task OrderWithOnSuccessUrl_IsConfirmedOnce_WithLinksThatWork()
    {
        await using var server = await StartServerAsync(("Orders:Mail:Folder", _mails.Path));
        using var client = server.Client(_tenant);

        var id = await OrderAsync(server, client, "https://client.example/orders?a=1&b=2");
        var order = await OrderServer.WaitForAsync(client, id, IsDone);
        var mail = await WaitForMailAsync();

        Assert.Equal($"Order number {id} is confirmed", mail.Subject);
        Assert.Equal("ada@example.org", mail.To.Mailboxes.Single().Address);
        Assert.Contains(order.GetProperty("expirationDate").GetString()!, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://client.example/orders?a=1&b=2", mail.TextBody, StringComparison.Ordinal);
        var metalink = Regex.Match(mail.TextBody!, @"http://127\S+/user/orders/metalink/download\?orderToken=\S+").Value;
        using var anonymous = new HttpClient();
        using var document = await anonymous.GetAsync(metalink, Stop);
        Assert.Contains("a.txt", await document.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(metalink), mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderWhoseMailCannotBeSent_IsDoneAllTheSame()
    {
        await using var server = await StartServerAsync(("Orders:Mail:Host", "127.0.0.1"), ("Orders:Mail:Port", "1"), ("Orders:Mail:Tls", "None"));
        using var client = server.Client(_tenant);

        var id = await OrderAsync(server, client, "https://client.example/");

        await OrderServer.WaitForAsync(client, id, IsDone);
    }

    [Fact]
    public async Task OrdersWithoutUrl_OrWithoutFiles_AreNotConfirmed()
    {
        await using var server = await StartServerAsync(("Orders:Mail:Folder", _mails.Path));
        using var client = server.Client(_tenant);

        var quiet = await OrderAsync(server, client, null);
        await OrderServer.WaitForAsync(client, quiet, IsDone);
        using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);
        var dataset = (await selected.Content.ReadFromJsonAsync<JsonElement>(Stop))
            .GetProperty("content").GetProperty("datasetSelections")[0].GetProperty("id").GetInt64();
        using var filters = await client.PutAsJsonAsync(
            $"/order/basket/dataset/{dataset}/updateFileFilters", new { fileNamePattern = "nothing" }, Stop);
        Assert.Equal(HttpStatusCode.OK, filters.StatusCode);
        var empty = await PostOrderAsync(client, "https://client.example/");
        await OrderServer.WaitForAsync(client, empty, order => order.GetProperty("status").GetString() == "DONE_WITH_WARNING");
        var confirmed = await OrderAsync(server, client, "https://client.example/");

        var mail = await WaitForMailAsync();

        Assert.Equal($"Order number {confirmed} is confirmed", mail.Subject);
    }

    [Fact]
    public async Task OrderWithAnEndlessUrl_IsRefused_AndKeepsTheBasket()
    {
        await using var server = await StartServerAsync();
        using var client = server.Client(_tenant);
        using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);

        using var refused = await client.PostAsJsonAsync("/user/orders", new { onSuccessUrl = $"https://x/{new string('a', 70_000)}" }, Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("onSuccessUrl", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var basket = await client.GetAsync("/order/basket", Stop);
        Assert.Equal(HttpStatusCode.OK, basket.StatusCode);
    }

    [Theory]
    [InlineData(OrderStatus.FAILED)]
    [InlineData(OrderStatus.DELETED)]
    public async Task OrderThatEndedBadlyBeforeItsMail_IsNotConfirmed(OrderStatus status)
    {
        using var machine = account.NewMachine(new FakeTimeProvider(Start), _mails);
        var key = await AddPendingAsync(machine, status);

        Assert.Equal(WorkflowEnd.Finished, await machine.DriveAsync(key));

        Assert.Empty(Directory.GetFiles(_mails.Path));
    }

    [Fact]
    public async Task TwoRunsAtOnce_SendOneMail()
    {
        using var machine = account.NewMachine(new FakeTimeProvider(Start), _mails);
        using var otherMails = new TempFolder();
        using var other = account.NewMachine(machine.Time, otherMails);
        var key = await AddPendingAsync(machine, OrderStatus.RUNNING);

        await Task.WhenAll(SendAsync(machine, key), SendAsync(other, key));
        await SendAsync(machine, key);

        Assert.Single(Directory.GetFiles(_mails.Path).Concat(Directory.GetFiles(otherMails.Path)));
        Assert.Null((await machine.OrderAsync(key)).Confirmation);
    }

    [Fact]
    public async Task MailServerThatStaysAway_IsTriedFiveTimesAndGivenUp()
    {
        using var machine = account.NewMachine(new FakeTimeProvider(Start), _mails);
        var key = await AddPendingAsync(machine, OrderStatus.DONE);
        Directory.Delete(_mails.Path);
        await File.WriteAllTextAsync(_mails.Path, "in the way", Stop);

        var tries = new List<DateTimeOffset>();
        while ((await machine.OrderAsync(key)).Confirmation is { } pending)
        {
            machine.Time.SetUtcNow(pending.NotBefore);
            tries.Add(pending.NotBefore);
            await machine.DriveAsync(key);
        }

        File.Delete(_mails.Path);
        Directory.CreateDirectory(_mails.Path);
        Assert.Equal([0, 2, 12, 42, 162], tries.Select(at => (int)(at - Start).TotalMinutes));
        Assert.Equal(WorkflowEnd.Finished, await machine.DriveAsync(key));
    }

    [Fact]
    public async Task ServerThatCameBack_GetsTheMail()
    {
        using var machine = account.NewMachine(new FakeTimeProvider(Start), _mails);
        var key = await AddPendingAsync(machine, OrderStatus.RUNNING);
        Directory.Delete(_mails.Path);
        await File.WriteAllTextAsync(_mails.Path, "in the way", Stop);
        await machine.DriveAsync(key);
        File.Delete(_mails.Path);
        Assert.Equal(new PendingConfirmation(1, Start.AddMinutes(2)), (await machine.OrderAsync(key)).Confirmation);

        machine.Time.Advance(TimeSpan.FromMinutes(2));
        await machine.DriveAsync(key);

        Assert.Single(Directory.GetFiles(_mails.Path));
        Assert.Null((await machine.OrderAsync(key)).Confirmation);
    }

    [Fact]
    public async Task OwnerThatIsNoAddress_IsGivenUpAtOnce()
    {
        using var machine = account.NewMachine(new FakeTimeProvider(Start), _mails);
        var key = await AddPendingAsync(machine, OrderStatus.RUNNING, "ann@example.org, eve@example.org");

        await SendAsync(machine, key);

        Assert.Null((await machine.OrderAsync(key)).Confirmation);
        Assert.Empty(Directory.GetFiles(_mails.Path));
    }

    private async Task<OrderServer> StartServerAsync(params (string Key, string Value)[] settings)
    {
        var server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            foreach (var (key, value) in settings) builder.Configuration[key] = value;
        });
        await server.AddProductsAsync(_tenant, "c", ("a", "content"));
        return server;
    }

    private static async Task<long> OrderAsync(OrderServer server, HttpClient client, string? onSuccessUrl)
    {
        using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);
        Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
        return await PostOrderAsync(client, onSuccessUrl);
    }

    private static async Task<long> PostOrderAsync(HttpClient client, string? onSuccessUrl)
    {
        using var created = await client.PostAsJsonAsync("/user/orders", new { onSuccessUrl }, Stop);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
    }

    private static bool IsDone(JsonElement order) => order.GetProperty("status").GetString() == "DONE";

    private static Task<OrderKey> AddPendingAsync(Machine machine, OrderStatus status, string owner = "ann@example.org") =>
        machine.AddAsync(
            new OrderKey(AzuriteFixture.NewTenant(), 1), status, Start.AddDays(7),
            order => order with { Owner = owner, Progress = new OrderProgress { CleanedUp = true }, Confirmation = new PendingConfirmation(0, Start) }, AVAILABLE);

    private static Task SendAsync(Machine machine, OrderKey key) =>
        machine.Get<OrderConfirmation>().SendAsync(key, Stop);

    private async Task<MimeMessage> WaitForMailAsync()
    {
        for (var wait = 0; wait < 200 && Directory.GetFiles(_mails.Path, "*.eml").Length == 0; wait++) await Task.Delay(50, Stop);
        return await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_mails.Path, "*.eml")), Stop);
    }
}
