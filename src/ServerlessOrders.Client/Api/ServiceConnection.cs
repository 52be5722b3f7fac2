using System.Net;
using System.Net.Http.Headers;
using ServerlessOrders.Client.SignIn;

namespace ServerlessOrders.Client.Api;

/// <summary>
/// Sends requests to one service, and again if the line or the service fails for a while. The token goes to the service's own address
/// and nowhere else; redirects are not followed but handed out.
/// </summary>
public sealed class ServiceConnection : IDisposable
{
    // Before the service has ever answered, a wrong address is likelier than a broken line.
    private const int FirstAttempts = 4;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly ITokenSource _tokens;
    private readonly RetrySchedule _schedule;
    private volatile bool _hasAnswered;

    /// <summary>Connects to a service; nothing is sent yet.</summary>
    /// <param name="address">Its address; a path before its resources is kept.</param>
    /// <param name="tokens">Who calls.</param>
    /// <param name="schedule">How long to try.</param>
    public ServiceConnection(Uri address, ITokenSource tokens, RetrySchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        (_tokens, _schedule) = (tokens, schedule);
#pragma warning disable CA2000 // The client disposes of it.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("orders", typeof(ServiceConnection).Assembly.GetName().Version?.ToString(3)));
    }

    /// <summary>Of the service, with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>How long it tries.</summary>
    public RetrySchedule Schedule => _schedule;

    /// <summary>
    /// Sends until an answer comes that is not a passing failure. A request that may change something is only sent again if it cannot
    /// have arrived, or carries an <c>Idempotency-Key</c>.
    /// </summary>
    /// <param name="create">Makes the request, anew for each attempt; its address may be relative to that of the service.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The answer, its body not read yet: success, redirect, or a refusal.</returns>
    /// <exception cref="OrdersException">The service does not answer, or no token is accepted.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        var renewed = false;
        for (var attempt = 0; ; attempt++)
        {
            using var request = create();
            request.RequestUri = new Uri(Address, request.RequestUri!);
            var isOurs = request.RequestUri.GetLeftPart(UriPartial.Authority) == Address.GetLeftPart(UriPartial.Authority);
            var token = isOurs ? await _tokens.GetAsync(cancellationToken) : null;
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            HttpResponseMessage response;
            try
            {
                response = await SendOnceAsync(request, cancellationToken);
            }
            catch (Exception e) when (IsLineFault(e, cancellationToken))
            {
                if (!MayRepeat(request, e) || (!_hasAnswered && attempt + 1 >= FirstAttempts)) throw Silent(e);
                await _schedule.WaitAsync(RetrySchedule.Pause(attempt), $"{Address} to answer ({Reason(e)})", cancellationToken);
                continue;
            }

            _hasAnswered = true;
            if (response.StatusCode == HttpStatusCode.Unauthorized && isOurs && !renewed && await _tokens.RenewAsync(token, cancellationToken))
            {
                response.Dispose();
                renewed = true;
                continue;
            }

            if (!RetrySchedule.IsPassing(response.StatusCode) || !MayRepeat(request, null)) return response;
            var pause = _schedule.Asked(response.Headers) ?? RetrySchedule.Pause(attempt);
            var status = (int)response.StatusCode;
            response.Dispose();
            await _schedule.WaitAsync(pause, $"{Address}, which answers {status}", cancellationToken);
        }
    }

    /// <summary>What a refusal says, as one sentence of an exception.</summary>
    public static async Task<OrdersException> RefusalAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var said = await MessageAsync(response, cancellationToken);
        var status = (int)response.StatusCode;
        // REGARDS answers 401 too for what an order does not allow in its status.
        if (response.StatusCode == HttpStatusCode.Unauthorized && said?.Contains("ORDER_MUST", StringComparison.Ordinal) == true)
            return new OrdersException(ExitCode.WrongUsage, $"{what}: {said}") { Status = response.StatusCode };
        return OrdersException.Refused(response.StatusCode, response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when said?.Contains("ORDER", StringComparison.Ordinal) != true =>
                $"{what}: the token is missing, expired or not accepted; run orders login, or give a fresh one with --token or ORDERS_TOKEN.",
            _ when said is not null => $"{what}: {said}",
            HttpStatusCode.NotFound => $"{what}: there is nothing at {response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)}; "
                + "orders list shows your orders, and --url or ORDERS_URL must be the address of the service.",
            _ => $"{what}: the service answered {status}.",
        });
    }

    /// <summary>True if the line failed, or the service fell silent: worth another attempt.</summary>
    public static bool IsLineFault(Exception fault, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && fault is HttpRequestException or HttpIOException or TimeoutException or OperationCanceledException
            or IOException { InnerException: System.Net.Sockets.SocketException };

    /// <summary>Why a line failed, in a few words.</summary>
    public static string Reason(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault is OperationCanceledException or TimeoutException) return "it is silent";
        while (fault.InnerException is { } inner) fault = inner;
        return fault.Message.Split('\n')[0].TrimEnd('.');
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_schedule.Patience(HeadersTimeout));
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
    }

    private static bool MayRepeat(HttpRequestMessage request, Exception? fault) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Headers.Contains("Idempotency-Key")
        || fault is null or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private OrdersException Silent(Exception e) => new(
        ExitCode.Unreachable, $"{Address} does not answer ({Reason(e)}): see whether --url or ORDERS_URL is right and the service runs.", e);

    // A gateway may answer in HTML: null, the status alone has to do.
    private static async Task<string?> MessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return JsonCalls.TryRead(body, ClientJson.Default.Messages)?.Texts is { Count: > 0 } texts
                ? string.Join(' ', texts)
                : JsonCalls.TryRead(body, ClientJson.Default.StacProblem)?.Description;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
