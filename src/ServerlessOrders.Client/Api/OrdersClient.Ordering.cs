using System.Net;
using System.Text.Json;

namespace ServerlessOrders.Client.Api;

/// <content>Finding products, and ordering them.</content>
public sealed partial class OrdersClient
{
    /// <summary>A document of the catalog, as it came; null from a service that has no such list.</summary>
    public async Task<JsonDocument?> CatalogAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, "The search was refused", cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
    }

    /// <summary>Orders what a search finds, in one request that can be repeated.</summary>
    /// <returns>What became of it; and whether it is the answer of an earlier request with that key.</returns>
    public async Task<(ApplyAnswer Answer, bool IsReplayed)> ApplyAsync(ApplyRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "user/orders/apply") { Content = JsonCalls.Body(request, ClientJson.Default.ApplyRequest) }
                .Keyed(idempotencyKey),
            cancellationToken);
        // What is refused comes in the same shape as what is granted.
        if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var refused = JsonCalls.TryRead(bytes, ClientJson.Default.ResourceApplyAnswer)?.Content?.Message
                ?? string.Join(' ', JsonCalls.TryRead(bytes, ClientJson.Default.Messages)?.Texts ?? ["it was refused."]);
            throw OrdersException.Refused(response.StatusCode, $"Nothing was ordered: {refused}");
        }

        var answer = await response.ReadAsync(ClientJson.Default.ResourceApplyAnswer, "Nothing was ordered", cancellationToken);
        return (answer.Content, response.IsReplayed());
    }

    /// <summary>What an order of a search, or of the basket, would be; null if there is no basket.</summary>
    /// <param name="request">The search; null for the basket.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Quote?> QuoteAsync(ApplyRequest? request, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "user/orders/quote")
            {
                Content = request is null ? null : JsonCalls.Body(request, ClientJson.Default.ApplyRequest),
            },
            cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            throw new OrdersException(ExitCode.NotFound, "This service gives no quotes.");
        return (await response.ReadIfAnyAsync(ClientJson.Default.ResourceQuote, "There is no quote", cancellationToken))?.Content;
    }

    /// <summary>The caller's basket; null if there is none.</summary>
    public async Task<Basket?> GetBasketAsync(CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "order/basket"), cancellationToken);
        return (await response.ReadIfAnyAsync(ClientJson.Default.ResourceBasket, "The basket", cancellationToken))?.Content;
    }

    /// <summary>Puts what a search finds into the basket; null if it finds nothing.</summary>
    public async Task<Basket?> SelectAsync(SelectionRequest selection, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "order/basket/selection") { Content = JsonCalls.Body(selection, ClientJson.Default.SelectionRequest) },
            cancellationToken);
        return (await response.ReadIfAnyAsync(ClientJson.Default.ResourceBasket, "The selection", cancellationToken))?.Content;
    }

    /// <summary>Empties the basket.</summary>
    public async Task EmptyBasketAsync(CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, "order/basket"), cancellationToken);
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, "The basket cannot be emptied", cancellationToken);
    }

    /// <summary>Orders the basket.</summary>
    /// <returns>The order, null if there is no basket; and whether it is the answer of an earlier request with that key.</returns>
    public async Task<(Resource<Order>? Order, bool IsReplayed)> OrderBasketAsync(string? label, string idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "user/orders") { Content = JsonCalls.Body(new OrderRequest(label), ClientJson.Default.OrderRequest) }
                .Keyed(idempotencyKey),
            cancellationToken);
        return (await response.ReadIfAnyAsync(ClientJson.Default.ResourceOrder, "Nothing was ordered", cancellationToken), response.IsReplayed());
    }
}
