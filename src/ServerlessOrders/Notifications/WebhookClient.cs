using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Notifications;

/// <summary>
/// Posts events to receivers, under the same guard as requests for external files: allowed hosts, no private address even after a name
/// was resolved anew, no redirects, a bounded time; of the answer only its status is looked at.
/// </summary>
internal sealed class WebhookClient(ExternalFilePolicy policy, ExternalNetwork network, TimeProvider time) : IDisposable
{
    /// <summary>How long one attempt may take in all.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker _http = new(ExternalHandler.Create(network), disposeHandler: true);

    /// <summary>Makes one attempt.</summary>
    /// <returns>Why it failed, for the order's owner; null if the receiver took the event (a status of 200 to 299).</returns>
    internal async Task<string?> PostAsync(string url, string? secret, EventMessage message, CancellationToken cancellationToken)
    {
        if (policy.ReceiverRefusal(url) is { } refusal) return $"The receiver cannot be notified: {refusal}.";
        using var timeout = new CancellationTokenSource(Limit, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(message.Body, Encoding.UTF8, EventMessage.MediaType),
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("ServerlessOrders", null));
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (secret is not null) request.Headers.Add("webhook-signature", message.Sign(secret, now));
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            return response.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices
                ? null
                : $"The receiver answered {(int)response.StatusCode}.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The receiver did not answer within {Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.";
        }
        catch (HttpRequestException failed)
        {
            return failed.InnerException is ExternalFileException known ? known.Message + "." : "The receiver cannot be reached.";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
