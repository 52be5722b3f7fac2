using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessOrders.Client.Api;

/// <summary>JSON over a connection: what <see cref="OrdersClient"/> sends and reads.</summary>
internal static class JsonCalls
{
    /// <summary>Reads what an address answers to GET.</summary>
    /// <exception cref="OrdersException">The service refuses, or does not answer as an order service does.</exception>
    public static async Task<T> GetAsync<T>(this ServiceConnection connection, string path, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return await response.ReadAsync(type, what, cancellationToken);
    }

    /// <summary>Reads the body of a success.</summary>
    /// <exception cref="OrdersException">It is no success, or not what an order service answers.</exception>
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, what, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new OrdersException(
                ExitCode.Failed, $"{what}: {response.RequestMessage?.RequestUri} does not answer as an order service does; see whether --url is right.", e);
        }
    }

    /// <summary>Reads a body that may be absent: null if the answer is 204.</summary>
    public static async Task<T?> ReadIfAnyAsync<T>(this HttpResponseMessage response, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken)
        where T : class =>
        response.StatusCode == HttpStatusCode.NoContent ? null : await response.ReadAsync(type, what, cancellationToken);

    /// <summary>Reads all pages of a list, one after another.</summary>
    public static async IAsyncEnumerable<Resource<T>> PagesAsync<T>(
        this ServiceConnection connection, Func<int, string> address, JsonTypeInfo<Page<T>> type, string what,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            var page = await connection.GetAsync(address(number), type, what, cancellationToken);
            foreach (var entry in page.Content) yield return entry;
            if (number + 1 >= page.Metadata.TotalPages) yield break;
        }
    }

    /// <summary>A body to send.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The request disposes of its content.")]
    public static StringContent Body<T>(T body, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(body, type), Encoding.UTF8, "application/json");

    /// <summary>The request with an <c>Idempotency-Key</c>, if there is one.</summary>
    public static HttpRequestMessage Keyed(this HttpRequestMessage request, string? key)
    {
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }

    /// <summary>True if the answer is that of an earlier request with the same key.</summary>
    public static bool IsReplayed(this HttpResponseMessage response) => response.Headers.Contains("Idempotency-Replayed");

    /// <summary>The body as one of several shapes; null if it is another.</summary>
    public static T? TryRead<T>(byte[] json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
