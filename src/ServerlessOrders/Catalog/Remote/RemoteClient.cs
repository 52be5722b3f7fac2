using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>A question to a catalog.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Address">The address, of the catalog's own origin.</param>
/// <param name="Body">What is posted; null for nothing.</param>
/// <param name="Headers">Headers that a link of the catalog asks for; null for none.</param>
internal sealed record RemoteRequest(
    HttpMethod Method, Uri Address, JsonObject? Body = null, IReadOnlyDictionary<string, string>? Headers = null);

/// <summary>
/// Asks one STAC API, under the guard of requests to foreign hosts: only its own scheme, host and port, after redirects too, no private
/// address unless that is configured, bounded answers and times. What may pass is asked again, after the time that the catalog gives.
/// </summary>
/// <param name="settings">The catalog.</param>
/// <param name="network">How hosts are reached.</param>
/// <param name="patience">How often.</param>
/// <param name="time">Waits.</param>
/// <param name="log">Told of each failed attempt.</param>
internal sealed class RemoteClient(
    RemoteCatalogOptions settings, ExternalNetwork network, RemotePatience patience, TimeProvider time, ILogger log) : IDisposable
{
    private const long MaxBytes = 32L * 1024 * 1024;

    private readonly HttpMessageInvoker _http =
        new(ExternalHandler.Create(settings.PrivateAddress ? network.WithPrivate() : network), disposeHandler: true);

    /// <summary>The catalog in messages.</summary>
    public string Name { get; } = $"The catalog at '{settings.Root.Authority}'";

    /// <summary>Asks, and has the answer read.</summary>
    /// <param name="request">The question.</param>
    /// <param name="read">Reads the body of the answer, which came from that address.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <exception cref="CatalogUnavailableException">There was no answer that could be read.</exception>
    public async Task<T> AskAsync<T>(
        RemoteRequest request, Func<Stream, Uri, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience.Page);
        try
        {
            for (var attempt = 1; attempt < patience.Attempts; attempt++)
            {
                try
                {
                    return await TryAsync(request, read, limit.Token);
                }
                catch (CatalogUnavailableException fault) when (fault.MayRecover && !limit.IsCancellationRequested && PauseAfter(fault, attempt) is { } pause)
                {
                    log.LogInformation("{Problem} Attempt {Attempt} of {Attempts}; the next one in {Pause}", fault.Message, attempt, patience.Attempts, pause);
                    await Task.Delay(pause, time, cancellationToken);
                }
            }

            return await TryAsync(request, read, limit.Token);
        }
        catch (CatalogUnavailableException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>A fault of the catalog that asking again does not mend.</summary>
    /// <param name="what">What it does, behind its name.</param>
    /// <param name="cause">What went wrong below.</param>
    public CatalogUnavailableException Wrong(string what, Exception? cause = null) => new($"{Name} {what}.", mayRecover: false, null, cause);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private TimeSpan? PauseAfter(CatalogUnavailableException fault, int attempt)
    {
        var pause = fault.RetryAfter ?? patience.Pause * Math.Pow(2, attempt - 1);
        return pause <= patience.LongestPause ? pause : null;
    }

    private async Task<T> TryAsync<T>(RemoteRequest request, Func<Stream, Uri, CancellationToken, Task<T>> read, CancellationToken limit)
    {
        try
        {
            using var response = await SendAsync(request, limit);
            if (response.StatusCode != HttpStatusCode.OK) throw Refused(response);
            if (response.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
                throw Wrong("sent an encoded answer, which was not asked for");
            if (response.Content.Headers.ContentLength > MaxBytes) throw new RemoteBodyTooLargeException(MaxBytes);
            await using var source = await response.Content.ReadAsStreamAsync(limit);
            await using var body = new RemoteBody(source, MaxBytes, network.IdleTimeout);
            return await read(body, response.RequestMessage!.RequestUri!, limit);
        }
        catch (RemoteBodyTooLargeException large)
        {
            throw Wrong(large.Message, large);
        }
        catch (ImportException unreadable)
        {
            throw Wrong($"sent an answer that cannot be read: {unreadable.Note?.Reason ?? unreadable.Message.TrimEnd('.')}", unreadable);
        }
        catch (TimeoutException silent)
        {
            throw Failing(silent.Message, silent);
        }
        catch (OperationCanceledException late)
        {
            throw Failing($"did not send its answer within {Seconds(patience.Page)}", late);
        }
        catch (ExternalFileException refused)
        {
            throw new CatalogUnavailableException($"{Name} cannot be reached: {refused.Message}.", mayRecover: true, null, refused);
        }
        catch (HttpRequestException failed)
        {
            var known = failed.InnerException as ExternalFileException;
            throw new CatalogUnavailableException(
                $"{Name} cannot be reached: {known?.Message ?? ExternalClient.Reason(failed, settings.Root.IdnHost)}.", mayRecover: true, null, failed);
        }
        catch (IOException broken)
        {
            throw Failing("broke off in the middle of its answer", broken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(RemoteRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(network.ResponseTimeout);
        var address = request.Address;
        try
        {
            for (var followed = 0; ; followed++)
            {
                using var message = Message(request, address);
                var response = await _http.SendAsync(message, limit.Token);
                // 301 to 303 would make a GET of a POST (RFC 9110 section 15.4), which asks for something else.
                if (!ExternalClient.IsRedirect(response.StatusCode)) return response;
                using (response)
                {
                    if (request.Method != HttpMethod.Get && response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                        throw Wrong($"redirects searches: see the setting {settings.Setting}:Address");
                    address = Target(address, response.Headers.Location);
                }

                if (followed == ExternalClient.MaxRedirects) throw Wrong("redirects too often");
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"did not answer within {Seconds(network.ResponseTimeout)}", late);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("cannot be reached in time", late);
        }
    }

    private Uri Target(Uri from, Uri? location)
    {
        try
        {
            return ExternalClient.Target(from, location);
        }
        catch (ExternalFileException elsewhere)
        {
            throw Wrong($"leads astray: {elsewhere.Message}", elsewhere);
        }
    }

    private HttpRequestMessage Message(RemoteRequest request, Uri address)
    {
        var message = new HttpRequestMessage(request.Method, address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/geo+json"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("ServerlessOrders", null));
        foreach (var (name, value) in request.Headers ?? new Dictionary<string, string>()) message.Headers.TryAddWithoutValidation(name, value);
        if (settings.Secret.Length > 0) message.Headers.TryAddWithoutValidation(settings.Header, settings.Secret);
        if (request.Body is { } body) message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return message;
    }

    private CatalogUnavailableException Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var (what, mayRecover) = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                ($": it wants other credentials than the setting {settings.Setting}:Secret holds", false),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone or HttpStatusCode.NotImplemented =>
                ($": what was asked for is not there; see the settings {settings.Setting}:Address and {settings.Setting}:Collections", false),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or >= (HttpStatusCode)520 => ("", true),
            _ => ("", false),
        };
        return new CatalogUnavailableException($"{Name} answered {status}{what}.", mayRecover, mayRecover ? RetryAfter(response) : null) { Status = status };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - time.GetUtcNow() is var span => span > TimeSpan.Zero ? span : TimeSpan.Zero,
        _ => null,
    };

    private CatalogUnavailableException Failing(string what, Exception cause) => new($"{Name} {what}.", mayRecover: true, null, cause);

    private static string Seconds(TimeSpan span) => $"{span.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";
}
