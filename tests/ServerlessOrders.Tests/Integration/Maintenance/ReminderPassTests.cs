using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using ServerlessOrders.Downloads;
using ServerlessOrders.Local.Timers;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.SubOrders;
using static ServerlessOrders.SubOrders.FileState;
using static ServerlessOrders.Orders.OrderStatus;

namespace ServerlessOrders.Tests.Integration.Maintenance;

public sealed class ReminderPassTests : IClassFixture<MaintenanceAccount>, IDisposable
{
    // A Monday.
    private static readonly DateTimeOffset Start = new(2024, 3, 4, 7, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _mails = new();
    private readonly MaintenanceAccount _account;
    private readonly Machine _machine;
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private readonly string _owner = $"{Guid.NewGuid():N}@example.org";

    public ReminderPassTests(MaintenanceAccount account)
    {
        _account = account;
        _machine = account.NewMachine(new FakeTimeProvider(Start), _mails);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _machine.Dispose();
        _mails.Dispose();
    }

    [Theory]
    [InlineData(71, 0)]
    [InlineData(72, 1)]
    public async Task FilesUntouchedFor72Hours_AreReason(int hours, int mails)
    {
        await AddAsync(1, DONE, AVAILABLE);
        _machine.Time.Advance(TimeSpan.FromHours(hours));

        await _machine.Get<ReminderPass>().RunAsync(Stop);

        Assert.Equal(mails, (await MailsAsync()).Count);
    }

    [Fact]
    public async Task SeveralOrders_MakeOneMail_ThatListsThemAndNoOthers()
    {
        await AddAsync(1, DONE, AVAILABLE, AVAILABLE, FileState.ERROR);
        await AddAsync(2, PAUSED, AVAILABLE);
        await AddAsync(3, DONE, DOWNLOADED);
        await AddAsync(4, EXPIRED, AVAILABLE);
        await AddAsync(5, DELETED, AVAILABLE);
        _machine.Time.Advance(TimeSpan.FromHours(72));
        await AddAsync(6, DONE, AVAILABLE);

        await _machine.Get<ReminderPass>().RunAsync(Stop);

        var mail = Assert.Single(await MailsAsync());
        Assert.Equal("Reminder: some orders are waiting for you", mail.Subject);
        var listed = mail.TextBody!.Split('\n').Where(line => line.StartsWith("- order number", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            listed,
            line => Assert.StartsWith("- order number 1, \"Order 1\": 2 available files since 2024-03-04T07:00:00.000Z", line, StringComparison.Ordinal),
            line => Assert.StartsWith("- order number 2, \"Order 2\": 1 available files", line, StringComparison.Ordinal));
        Assert.Contains("https://orders.example/page", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnTwoMachinesAtOnceAndAgain_OneMailADay()
    {
        await AddAsync(1, DONE, AVAILABLE);
        _machine.Time.Advance(TimeSpan.FromHours(72));
        using var otherMails = new TempFolder();
        using var other = _account.NewMachine(_machine.Time, otherMails);

        await Task.WhenAll(_machine.Get<ReminderPass>().RunAsync(Stop), other.Get<ReminderPass>().RunAsync(Stop));
        await other.Get<ReminderPass>().RunAsync(Stop);

        Assert.Single((await MailsAsync()).Concat(await MailsAsync(otherMails)));

        _machine.Time.Advance(TimeSpan.FromHours(24));
        await other.Get<ReminderPass>().RunAsync(Stop);
        Assert.Equal(2, (await MailsAsync()).Concat(await MailsAsync(otherMails)).Count());
    }

    [Fact]
    public async Task DownloadOfOneFile_PutsTheReminderOff()
    {
        var key = await AddAsync(1, DONE, AVAILABLE, AVAILABLE);
        _machine.Time.Advance(TimeSpan.FromHours(24));
        var fetched = new Dictionary<int, FileChange> { [0] = FileChange.Downloaded };
        await _machine.Get<FileStateChanges>().ApplyAsync(new SubOrderKey(key, 0), fetched, Stop);
        _machine.Time.Advance(TimeSpan.FromHours(48));

        await _machine.Get<ReminderPass>().RunAsync(Stop);
        Assert.Empty(await MailsAsync());

        _machine.Time.Advance(TimeSpan.FromHours(24));
        await _machine.Get<ReminderPass>().RunAsync(Stop);
        Assert.Single(await MailsAsync());
    }

    [Fact]
    public async Task FilesThatWereFetched_ButWhoseOrderWasNotTold_AreNoReason()
    {
        var key = await AddAsync(1, DONE, AVAILABLE);
        await _machine.ChangeFileAsync(key, 0, AVAILABLE, DOWNLOADED);
        _machine.Time.Advance(TimeSpan.FromHours(72));

        await _machine.Get<ReminderPass>().RunAsync(Stop);

        Assert.Empty(await MailsAsync());
        Assert.Equal(0, (await _machine.Orders.FindAsync(key, Stop))!.AvailableFilesCount);
    }

    [Fact]
    public async Task MailThatCouldNotBeSent_IsSentByTheNextRunOfTheDay()
    {
        await AddAsync(1, DONE, AVAILABLE);
        _machine.Time.Advance(TimeSpan.FromHours(72));
        Directory.Delete(_mails.Path);
        await File.WriteAllTextAsync(_mails.Path, "in the way", Stop);
        await _machine.Get<ReminderPass>().RunAsync(Stop);
        File.Delete(_mails.Path);

        await _machine.Get<ReminderPass>().RunAsync(Stop);

        Assert.Single(await MailsAsync());
    }

    [Fact]
    public async Task OrderThatCannotBeRead_KeepsNobodyElseFromBeingReminded()
    {
        var spoilt = await AddAsync(1, DONE, AVAILABLE);
        await _machine.SpoilAsync(spoilt);
        await AddAsync(2, DONE, AVAILABLE);
        _machine.Time.Advance(TimeSpan.FromHours(72));

        await _machine.Get<ReminderPass>().RunAsync(Stop);

        Assert.Contains("order number 2", Assert.Single(await MailsAsync()).TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalHost_RemindsAtSeven()
    {
        await AddAsync(1, DONE, AVAILABLE);
        _machine.Time.Advance(TimeSpan.FromHours(71));
        using var host = new MaintenanceHost(
            _machine.Get<ExpiryPass>(), _machine.Get<RefreshPass>(), _machine.Get<ReminderPass>(),
            _machine.Get<IOptions<OrdersOptions>>(), _machine.Time, _machine.Get<ILogger<MaintenanceHost>>());
        await _machine.Get<DueOrderStore>().AddAsync(new OrderKey(_tenant, 2), Start, Stop);
        await host.StartAsync(Stop);

        // What became due before the start goes at once: then the timers run.
        await UntilAsync(async () => (await _machine.DueRowsAsync(_tenant)).Count == 1);
        _machine.Time.Advance(TimeSpan.FromMinutes(59));
        await Task.Delay(200, Stop);
        Assert.Empty(await MailsAsync());
        _machine.Time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(async () => (await MailsAsync()).Count > 0);

        await host.StopAsync(Stop);
        Assert.Equal(Start.AddDays(3), Assert.Single(await MailsAsync()).Date);
    }

    private static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        for (var wait = 0; !await wanted(); wait++)
        {
            Assert.True(wait < 200, "It did not come.");
            await Task.Delay(50, Stop);
        }
    }

    private Task<OrderKey> AddAsync(long id, OrderStatus status, params FileState[] files) => _machine.AddAsync(
        new OrderKey(_tenant, id), status, _machine.Time.GetUtcNow().AddDays(7), order => order with { Owner = _owner }, files);

    // Orders of the other tests lie in the same account.
    private async Task<List<MimeMessage>> MailsAsync(TempFolder? folder = null)
    {
        var mails = new List<MimeMessage>();
        foreach (var file in Directory.GetFiles((folder ?? _mails).Path, "*.eml"))
        {
            var mail = await MimeMessage.LoadAsync(file, Stop);
            if (mail.To.Mailboxes.Single().Address == _owner) mails.Add(mail);
        }

        return mails;
    }
}
