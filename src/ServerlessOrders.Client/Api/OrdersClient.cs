using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace ServerlessOrders.Client.Api;

/// <summary>The order API, typed. Every method throws an <see cref="OrdersException"/> that says in one sentence what was refused.</summary>
public sealed partial class OrdersClient(ServiceConnection connection)
{
    private const int PageSize = 2000;

    /// <summary>The line to the service.</summary>
    public ServiceConnection Connection => connection;

    /// <summary>An order.</summary>
    public Task<Resource<Order>> GetOrderAsync(long id, CancellationToken cancellationToken) =>
        connection.GetAsync(Order(id), ClientJson.Default.ResourceOrder, $"Order {id}", cancellationToken);

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
        var order = await response.ReadAsync(ClientJson.Default.ResourceOrder, $"Order {id}", cancellationToken);
        return (order, response.Headers.ETag, retryAfter);
    }

    /// <summary>The caller's orders, newest first.</summary>
    public IAsyncEnumerable<Resource<Order>> ListOrdersAsync(IReadOnlyList<string> statuses, CancellationToken cancellationToken)
    {
        var filter = string.Concat(statuses.Select(status => $"&status={Uri.EscapeDataString(status)}"));
        return connection.PagesAsync(page => $"user/orders?page={page}&size=100{filter}", ClientJson.Default.PageOrder, "The list of orders", cancellationToken);
    }

    /// <summary>All files of a part of an order, in whatever state.</summary>
    public IAsyncEnumerable<Resource<OrderFile>> ListFilesAsync(long order, long dataset, CancellationToken cancellationToken) => connection.PagesAsync(
        page => string.Create(CultureInfo.InvariantCulture, $"orders/{order}/dataset/{dataset}/files?page={page}&size={PageSize}"),
        ClientJson.Default.PageOrderFile, $"The files of order {order}", cancellationToken);

    /// <summary>The files that wait to be fetched, each once, whatever is fetched meanwhile.</summary>
    public async IAsyncEnumerable<AvailableFile> ListAvailableAsync(
        long order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"user/orders/{order}/files/available?size={PageSize}");
        for (var after = ""; ;)
        {
            using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address + after), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NoContent) yield break;
            var page = await response.ReadAsync(ClientJson.Default.PageAvailableFile, $"The files of order {order}", cancellationToken);
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
            () => new HttpRequestMessage(action.Method, action.Address(id)).Keyed(idempotencyKey), cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await ServiceConnection.RefusalAsync(response, $"Order {id} cannot be {action.Done}", cancellationToken);
        return response.Content.Headers.ContentType is null or { MediaType: not "application/json" }
            ? null
            : await response.ReadAsync(ClientJson.Default.ResourceOrder, $"Order {id}", cancellationToken);
    }

    /// <summary>Keeps the files of an order for longer.</summary>
    public async Task ExtendAsync(long id, TimeSpan fromNow, CancellationToken cancellationToken)
    {
        var body = new Extension(null, Math.Max(1, (int)Math.Ceiling(fromNow.TotalHours)));
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, Order(id) + "/expiration") { Content = JsonCalls.Body(body, ClientJson.Default.Extension) },
            cancellationToken);
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, $"Order {id} cannot be extended", cancellationToken);
    }

    internal static string Order(long id) => string.Create(CultureInfo.InvariantCulture, $"user/orders/{id}");
}
