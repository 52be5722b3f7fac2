using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>
/// A client that waits for an order by <c>Prefer: wait</c>, again and again: what it knows in the end must be what there is, and once
/// another version was shown it must never be told that its own still holds.
/// </summary>
/// <param name="order">The order.</param>
/// <param name="token">Its owner's.</param>
/// <param name="server">Whom it asks: the same process as long as that serves, since versions hold the addresses of links.</param>
internal sealed class ChaosWaiter(long order, string token, Func<string?> server) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task _waiting = Task.CompletedTask;
    private EntityTagHeaderValue? _known;

    /// <summary>Who has shown another version than the known one; null for nobody.</summary>
    private string? _otherAt;

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
            var (status, version, address) = await AskAsync(_known);
            if (status == HttpStatusCode.NotFound) return;
            if (status == HttpStatusCode.OK) (_known, _otherAt, Changes) = (version, null, Changes + 1);
            else if (status == HttpStatusCode.NotModified) await LookAsync(address!);
            else await Task.Delay(100, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(string told)
    {
        Assert.True(told != _otherAt, $"Who waits for order {order} was told that {_known} still holds, after {told} had shown another version.");
        var (status, version, address) = await AskAsync(null);
        if (status == HttpStatusCode.OK && !version!.Equals(_known)) _otherAt = address;
    }

    private async Task<(HttpStatusCode? Status, EntityTagHeaderValue? Version, string? Address)> AskAsync(EntityTagHeaderValue? known)
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
            return (response.StatusCode, response.StatusCode == HttpStatusCode.OK ? response.Headers.ETag : null, address);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return default;
        }
    }
}
