using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>
/// A client that waits for an order by <c>Prefer: wait</c>, again and again: what it knows must be what there is, in the end and, but for
/// what happened just now, whenever it is told that nothing has changed.
/// </summary>
/// <param name="order">The order.</param>
/// <param name="token">Its owner's.</param>
/// <param name="server">Whom it asks: the same process as long as that serves, since versions hold the addresses of links.</param>
internal sealed class ChaosWaiter(long order, string token, Func<string?> server) : IDisposable
{
    /// <summary>A change that is older than this when the waiter is told that there is none was missed; the proxy holds requests up to 12 s.</summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task _waiting = Task.CompletedTask;
    private EntityTagHeaderValue? _known;

    /// <summary>Requests that waited.</summary>
    public int Waits { get; private set; }

    /// <summary>Changes that it was told of.</summary>
    public int Changes { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Start() => _waiting = RunAsync();

    /// <summary>Fails if it does not come to know the order as it is.</summary>
    public async Task CheckAsync()
    {
        for (var look = 0; ; look++)
        {
            if (_waiting.IsFaulted) await _waiting;
            var (status, version, _) = await AskAsync(null);
            if (status == HttpStatusCode.NotFound || version?.Equals(_known) == true) return;
            Assert.True(look < 300, $"Who waits for order {order} still has {_known}, and it is {version}.");
            await Task.Delay(200, Stop);
        }
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
        _http.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_leaving.IsCancellationRequested)
        {
            var (status, version, _) = await AskAsync(_known);
            if (status == HttpStatusCode.NotFound) return;
            if (status == HttpStatusCode.OK) (_known, Changes) = (version, Changes + 1);
            else if (status == HttpStatusCode.NotModified) await LookAsync();
            else await Task.Delay(100, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync()
    {
        var told = TimeProvider.System.GetUtcNow();
        var (status, version, changed) = await AskAsync(null);
        if (status != HttpStatusCode.OK || version!.Equals(_known)) return;
        Assert.True(changed > told - JustNow, $"Who waits for order {order} was told at {told:T} that nothing has changed, and its status has since {changed:T}.");
    }

    private async Task<(HttpStatusCode? Status, EntityTagHeaderValue? Version, DateTimeOffset Changed)> AskAsync(EntityTagHeaderValue? known)
    {
        try
        {
            if (server() is not { } address) return default;
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/user/orders/{order}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (known is not null)
            {
                request.Headers.IfNoneMatch.Add(known);
                request.Headers.Add("Prefer", "wait=10");
                Waits++;
            }

            using var response = await _http.SendAsync(request, _leaving.Token);
            if (response.StatusCode != HttpStatusCode.OK) return (response.StatusCode, null, default);
            var content = JsonDocument.Parse(await response.Content.ReadAsStringAsync(_leaving.Token)).RootElement.GetProperty("content");
            return (response.StatusCode, response.Headers.ETag, content.GetProperty("statusDate").GetDateTimeOffset());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return default;
        }
    }
}
