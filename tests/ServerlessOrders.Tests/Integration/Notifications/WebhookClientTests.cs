using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Notifications;
using ServerlessOrders.Outbound;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Notifications;

/// <summary>What a receiver, or whoever names one, cannot get out of the service that posts to it.</summary>
public sealed class WebhookClientTests
{
    private static readonly EventMessage Message = new("evt_1", "{}");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("fd00::1")]
    public async Task NameThatLeadsToAPrivateAddress_IsNotConnectedTo(string address)
    {
        await using var host = await ForeignHost.StartAsync();

        var problem = await PostAsync(host.Address("hook"), ForeignNetwork.Create(address));

        Assert.Contains("private", problem, StringComparison.Ordinal);
        Assert.Empty(host.Seen("hook"));
    }

    [Theory]
    [InlineData(StatusCodes.Status302Found)]
    [InlineData(StatusCodes.Status307TemporaryRedirect)]
    [InlineData(StatusCodes.Status308PermanentRedirect)]
    public async Task Redirect_IsNotFollowed_AndTheEventNotTaken(int status)
    {
        await using var host = await ForeignHost.StartAsync();
        host.AnswerRedirect("hook", host.Address("elsewhere"), status);

        Assert.Equal($"The receiver answered {status}.", await PostAsync(host.Address("hook"), ForeignNetwork.Create()));
        Assert.Empty(host.Seen("elsewhere"));
    }

    [Fact]
    public async Task HostThatWasTakenOffTheList_IsNotTold()
    {
        await using var host = await ForeignHost.StartAsync();

        var problem = await PostAsync(host.Address("hook", ForeignNetwork.OtherHost), ForeignNetwork.Create());

        Assert.Contains("Orders:NotificationHosts", problem, StringComparison.Ordinal);
        Assert.Empty(host.Seen("hook"));
    }

    [Fact]
    public async Task ReceiverThatDoesNotAnswer_IsLeftAfterTwentySeconds()
    {
        await using var host = await ForeignHost.StartAsync();
        var asked = new TaskCompletionSource();
        host.Answer("hook", async http =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        var posting = PostAsync(host.Address("hook"), ForeignNetwork.Create());
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.False(posting.IsCompleted);
        _time.Advance(WebhookClient.Limit);

        Assert.Equal("The receiver did not answer within 20 s.", await posting.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task AnswerWithoutEnd_IsNotRead()
    {
        await using var host = await ForeignHost.StartAsync();
        var left = new TaskCompletionSource();
        host.Answer("hook", async http =>
        {
            var chunk = new byte[64 * 1024];
            try
            {
                while (true) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
            }
            catch (Exception)
            {
                left.SetResult();
            }
        });

        Assert.Null(await PostAsync(host.Address("hook"), ForeignNetwork.Create()));
        await left.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
    }

    [Fact]
    public async Task ReceiverThatIsNotThere_GivesAReason_WithItsHostAlone()
    {
        string address;
        await using (var gone = await ForeignHost.StartAsync()) address = gone.Address("hook");

        Assert.Equal($"The host '{ForeignNetwork.Host}' cannot be reached.", await PostAsync(address, ForeignNetwork.Create()));
        Assert.DoesNotContain("hook", await PostAsync($"http://{ForeignNetwork.Host}/hook", ForeignNetwork.Create("10.0.0.1")), StringComparison.Ordinal);
    }

    private async Task<string?> PostAsync(string url, ExternalNetwork network)
    {
        var options = new OrdersOptions();
        options.NotificationHosts.Add(ForeignNetwork.Host);
        using var client = new WebhookClient(new ExternalFilePolicy(Options.Create(options)), network, _time);
        return await client.PostAsync(url, null, Message, Stop);
    }
}
