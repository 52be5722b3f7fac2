using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessOrders.Client.Api;

/// <summary>The order API, typed. Every method throws an <see cref="OrdersException"/> that says in one sentence what was refused.</summary>
public sealed class OrdersClient(ServiceConnection connection)
{
    private const int PageSize = 2000;

    /// <summary>The line to the service.</summary>
    public ServiceConnection Connection => connection;

    /// <summary>An order.</summary>
    public async Task<Resource<Order>> GetOrderAsync(long id, CancellationToken cancellationToken) =>
        await ReadAsync(() => new HttpRequestMessage(HttpMethod.Get, Order(id)), Json.Order, $"Order {id}", cancellationToken);

    /// <summary>
    /// An order as soon as it differs from what was seen, or after a while (RFC 7240, <c>wait</c>). A service that does not wait answers
    /// at once.
    /// </summary>
    /// <param name="id">The order.</param>
    /// <param name="seen">Its last entity tag; null if none was seen.</param>
    /// <param name="seconds">How long the service may wait, at most 200.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The order, null if it is as it was; its entity tag; and when the service thinks that asking again is worth it.</returns>
    public async Task<(Resource<Order>? Order, EntityTagHeaderValue? Tag, TimeSpan? RetryAfter)> WatchOrderAsync(
        long id, EntityTagHeaderValue? seen, int seconds, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, Order(id));
                if (seen is not null)
                {
                    request.Headers.IfNoneMatch.Add(seen);
                    request.Headers.TryAddWithoutValidation("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"));
                }

                return request;
            },
            cancellationToken);
        var retryAfter = connection.Schedule.Asked(response.Headers);
        if (response.StatusCode == HttpStatusCode.NotModified) return (null, seen, retryAfter);
        var order = await ReadAsync(response, Json.Order, $"Order {id}", cancellationToken);
        return (order, response.Headers.ETag, retryAfter);
    }

    /// <summary>The caller's orders, newest first.</summary>
    public IAsyncEnumerable<Resource<Order>> ListOrdersAsync(IReadOnlyList<string> statuses, CancellationToken cancellationToken)
    {
        var filter = string.Concat(statuses.Select(status => $"&status={Uri.EscapeDataString(status)}"));
        return PagesAsync(page => $"user/orders?page={page}&size=100{filter}", Json.Orders, "The list of orders", cancellationToken);
    }

    /// <summary>All files of a part of an order, in whatever state.</summary>
    public IAsyncEnumerable<Resource<OrderFile>> ListFilesAsync(long order, long dataset, CancellationToken cancellationToken) => PagesAsync(
        page => string.Create(CultureInfo.InvariantCulture, $"orders/{order}/dataset/{dataset}/files?page={page}&size={PageSize}"),
        Json.Files, $"The files of order {order}", cancellationToken);

    /// <summary>The files that wait to be fetched, each once, whatever is fetched meanwhile.</summary>
    public async IAsyncEnumerable<AvailableFile> ListAvailableAsync(
        long order, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"user/orders/{order}/files/available?size={PageSize}");
        for (var after = ""; ;)
        {
            using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address + after), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NoContent) yield break;
            var page = await ReadAsync(response, Json.Available, $"The files of order {order}", cancellationToken);
            foreach (var file in page.Content) yield return file.Content;
            // Only the name of the last file seen is taken from the link: requests stay at the address that the user gave.
            if (page.Links.FirstOrDefault(link => link.Rel == "next") is null || page.Content is []) yield break;
            after = string.Create(CultureInfo.InvariantCulture, $"&after={page.Content[^1].Content.Id}");
        }
    }

    /// <summary>Does what the order offers as a link: pause, resume, delete, retry, restart.</summary>
    /// <returns>The order after it; of a restart, the new order. Null if the answer has no body.</returns>
    public async Task<Resource<Order>?> ActAsync(long id, OrderAction action, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        using var response = await connection.SendAsync(
            () => Keyed(new HttpRequestMessage(action.Method, action.Address(id)), idempotencyKey), cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await ServiceConnection.RefusalAsync(response, $"Order {id} cannot be {action.Done}", cancellationToken);
        return response.Content.Headers.ContentType is null or { MediaType: not "application/json" }
            ? null
            : await ReadAsync(response, Json.Order, $"Order {id}", cancellationToken);
    }

    /// <summary>Keeps the files of an order for longer.</summary>
    public async Task ExtendAsync(long id, TimeSpan fromNow, CancellationToken cancellationToken)
    {
        var body = new ExpirationRequest(null, Math.Max(1, (int)Math.Ceiling(fromNow.TotalHours)));
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, Order(id) + "/expiration") { Content = Body(body, ClientJson.Default.ExpirationRequest) },
            cancellationToken);
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, $"Order {id} cannot be extended", cancellationToken);
    }

    /// <summary>Orders what queries find, in one request that can be repeated.</summary>
    public async Task<ApplyAnswer> ApplyAsync(ApplyRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => Keyed(new HttpRequestMessage(HttpMethod.Post, "user/orders/apply") { Content = Body(request, ClientJson.Default.ApplyRequest) }, idempotencyKey),
            cancellationToken);
        // What is refused comes in the same shape as what is granted.
        if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var refused = Try(bytes, Json.Apply)?.Content?.Message ?? string.Join(' ', Try(bytes, ClientJson.Default.Messages)?.Texts ?? ["it was refused."]);
            throw OrdersException.Refused(response.StatusCode, $"Nothing was ordered: {refused}");
        }

        return (await ReadAsync(response, Json.Apply, "Nothing was ordered", cancellationToken)).Content;
    }

    /// <summary>What an order of queries, or of the basket, would be; null from a service that cannot tell.</summary>
    /// <param name="request">The queries; null for the basket.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Quote?> QuoteAsync(ApplyRequest? request, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "user/orders/quote")
            {
                Content = request is null ? null : Body(request, ClientJson.Default.ApplyRequest),
            },
            cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed) return null;
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, "There is no quote", cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Try(bytes, ClientJson.Default.ResourceQuote)?.Content ?? Try(bytes, ClientJson.Default.Quote);
    }

    /// <summary>The caller's basket; null if there is none.</summary>
    public async Task<Basket?> GetBasketAsync(CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "order/basket"), cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent ? null : (await ReadAsync(response, Json.Basket, "The basket", cancellationToken)).Content;
    }

    /// <summary>Puts what a search finds into the basket; null if it finds nothing.</summary>
    public async Task<Basket?> SelectAsync(SelectionRequest selection, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "order/basket/selection") { Content = Body(selection, ClientJson.Default.SelectionRequest) },
            cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent ? null : (await ReadAsync(response, Json.Basket, "The selection", cancellationToken)).Content;
    }

    /// <summary>Orders the basket.</summary>
    /// <returns>The order, null if there is no basket; and whether it is the answer of an earlier request with that key.</returns>
    public async Task<(Resource<Order>? Order, bool IsReplayed)> OrderBasketAsync(string? label, string idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => Keyed(
                new HttpRequestMessage(HttpMethod.Post, "user/orders") { Content = Body(new OrderRequest(label), ClientJson.Default.OrderRequest) },
                idempotencyKey),
            cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent
            ? (null, false)
            : (await ReadAsync(response, Json.Order, "Nothing was ordered", cancellationToken), response.Headers.Contains("Idempotency-Replayed"));
    }

    /// <summary>A document of the service's STAC API, as it came; null from a service that has none.</summary>
    public async Task<JsonDocument?> StacAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, "The search was refused", cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
    }

    internal static string Order(long id) => string.Create(CultureInfo.InvariantCulture, $"user/orders/{id}");

    private async Task<T> ReadAsync<T>(Func<HttpRequestMessage> create, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(create, cancellationToken);
        return await ReadAsync(response, type, what, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken)
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

    private async IAsyncEnumerable<Resource<T>> PagesAsync<T>(
        Func<int, string> address, JsonTypeInfo<Page<T>> type, string what,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            var path = address(number);
            var page = await ReadAsync(() => new HttpRequestMessage(HttpMethod.Get, path), type, what, cancellationToken);
            foreach (var entry in page.Content) yield return entry;
            if (number + 1 >= page.Metadata.TotalPages) yield break;
        }
    }

    private static HttpRequestMessage Keyed(HttpRequestMessage request, string? key)
    {
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The request disposes of its content.")]
    private static StringContent Body<T>(T body, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(body, type), Encoding.UTF8, "application/json");

    private static T? Try<T>(byte[] json, JsonTypeInfo<T> type)
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

    private static class Json
    {
        public static JsonTypeInfo<Resource<Order>> Order => ClientJson.Default.ResourceOrder;

        public static JsonTypeInfo<Page<Order>> Orders => ClientJson.Default.PageOrder;

        public static JsonTypeInfo<Page<OrderFile>> Files => ClientJson.Default.PageOrderFile;

        public static JsonTypeInfo<Page<AvailableFile>> Available => ClientJson.Default.PageAvailableFile;

        public static JsonTypeInfo<Resource<ApplyAnswer>> Apply => ClientJson.Default.ResourceApplyAnswer;

        public static JsonTypeInfo<Resource<Basket>> Basket => ClientJson.Default.ResourceBasket;
    }
}
