using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ServerlessOrders.Outbound;

/// <summary>
/// Asks hosts of external files, with requests that hold nothing of our caller. Only addresses that
/// <see cref="ExternalFilePolicy"/> allows are asked, and a redirect is followed only on the same host.
/// </summary>
internal sealed class ExternalClient(ExternalFilePolicy policy, ExternalNetwork network) : IDisposable
{
    /// <summary>How many redirects are followed.</summary>
    internal const int MaxRedirects = 5;

    private readonly HttpMessageInvoker _http = new(ExternalHandler.Create(network), disposeHandler: true);

    /// <summary>How long a host may send nothing in the middle of a file.</summary>
    internal TimeSpan IdleTimeout => network.IdleTimeout;

    /// <summary>Asks for a file or for bytes of it; returns as soon as the headers of the answer are there.</summary>
    /// <param name="href">The address as the catalog has it.</param>
    /// <param name="span">The bytes, or null to ask without a range.</param>
    /// <param name="cancellationToken">Stops the waiting, not the reading of the body.</param>
    /// <returns>The answer, whatever its status, unless it is a redirect; the caller disposes it.</returns>
    /// <exception cref="ExternalFileException">The address is not allowed, or the host gave no answer.</exception>
    internal async Task<HttpResponseMessage> GetAsync(string href, ByteSpan? span, CancellationToken cancellationToken)
    {
        if (policy.Refusal(href) is { } refusal) throw new ExternalFileException(refusal);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(network.ResponseTimeout);
        var address = new Uri(href);
        try
        {
            for (var followed = 0; ; followed++)
            {
                var response = await SendAsync(address, span, limit.Token);
                if (!IsRedirect(response.StatusCode)) return response;
                using (response)
                    address = Target(address, response.Headers.Location);
                if (followed == MaxRedirects) throw new ExternalFileException($"The host '{address.IdnHost}' redirects too often");
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = network.ResponseTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            throw new ExternalFileException(
                limit.IsCancellationRequested
                    ? $"The host '{address.IdnHost}' did not answer within {seconds} s"
                    : $"The host '{address.IdnHost}' cannot be reached in time",
                late);
        }
        catch (HttpRequestException failed)
        {
            throw failed.InnerException as ExternalFileException ?? new ExternalFileException(Reason(failed, address.IdnHost), failed);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Uri address, ByteSpan? span, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("ServerlessOrders", null));
        if (span is { } bytes) request.Headers.Range = new RangeHeaderValue(bytes.From, bytes.To);
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <summary>True for an answer that leads elsewhere.</summary>
    internal static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Where a redirect leads: the same host and port, or its https if it was its http.</summary>
    /// <exception cref="ExternalFileException">It leads elsewhere, or nowhere.</exception>
    internal static Uri Target(Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var to))
            throw new ExternalFileException($"The host '{from.IdnHost}' redirects without an address");
        var sameOrigin = to.Scheme == from.Scheme && to.Port == from.Port;
        var toHttps = from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && to.IsDefaultPort;
        if (!to.IdnHost.Equals(from.IdnHost, StringComparison.OrdinalIgnoreCase) || !(sameOrigin || toHttps))
            throw new ExternalFileException($"The host '{from.IdnHost}' redirects elsewhere ('{to.GetLeftPart(UriPartial.Scheme)}{to.IdnHost}:{to.Port}')");
        return to.UserInfo.Length == 0
            ? to
            : throw new ExternalFileException($"The host '{from.IdnHost}' redirects to an address with credentials");
    }

    /// <summary>Why a request got no answer, for people.</summary>
    internal static string Reason(HttpRequestException failed, string host) => failed.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => $"The host '{host}' has no certificate that can be trusted",
        HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded or HttpRequestError.ConfigurationLimitExceeded =>
            $"The host '{host}' gave no valid HTTP answer",
        _ => $"The host '{host}' cannot be reached",
    };
}
