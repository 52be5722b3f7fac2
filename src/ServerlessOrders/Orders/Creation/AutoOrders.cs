using System.ComponentModel;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Creation;

/// <summary>
/// Orders made of queries in one request, without a basket of the user (contract, section 3, POST /user/orders/apply).
/// </summary>
internal sealed class AutoOrders(SelectionBuilder selections, OrderCreation creation, OrderClaimStore claims, TimeProvider time)
{
    private const string Engine = "legacy";

    /// <summary>
    /// Builds a basket that nobody owns out of the queries, and orders it. A query that finds nothing is passed over if another finds
    /// something. An order of the caller that has the correlation id is the answer, whatever is asked for.
    /// </summary>
    /// <returns>Null if another request is making that order.</returns>
    public async Task<AutoOrderAnswer?> CreateAsync(Caller caller, AutoOrderRequest request, CancellationToken cancellationToken)
    {
        var isNamed = !string.IsNullOrWhiteSpace(request.CorrelationId);
        var correlationId = isNamed ? request.CorrelationId! : $"auto-correlation-id-{Guid.NewGuid():D}";
        if (isNamed && await claims.FindHolderAsync(
                OrderClaimStore.Correlation(caller.Tenant, caller.User, correlationId), caller.Tenant, cancellationToken) is { } made)
            return AutoOrderAnswer.Of(made);

        var selected = await SelectAsync(caller, request, cancellationToken);
        if (selected.Basket is not { } basket) return Refused(selected, correlationId);

        var order = await OrderAsync(
            caller, new OrderSelection(basket.DatasetSelections), correlationId, request, cancellationToken);
        return order is null ? null : AutoOrderAnswer.Of(order);
    }

    /// <summary>The basket that the request makes, or why it makes none; nobody owns it, nothing is written.</summary>
    internal Task<BasketResult> SelectAsync(Caller caller, AutoOrderRequest request, CancellationToken cancellationToken)
    {
        var requests = request.Search is { } search ? [new SelectionRequest(SelectionParser.Stac, null, search)] : request.Queries.Distinct(StringComparer.Ordinal)
            .Select(query => new SelectionRequest(Engine, null, new Dictionary<string, IReadOnlyList<string>> { ["q"] = [query] }))
            .ToList();
        return selections.AddAllAsync(
            caller.Tenant, Basket.Create(caller.User, time.GetUtcNow()), requests, request.Filters, cancellationToken);
    }

    private async Task<Order?> OrderAsync(
        Caller caller, OrderSelection selection, string correlationId, AutoOrderRequest request, CancellationToken cancellationToken)
    {
        // Labels are unique per owner: if the millisecond is taken, the next free one.
        var instant = time.GetUtcNow();
        for (var contention = new Contention($"a label for an order of {caller.User}"); ; await contention.LostAsync(cancellationToken))
        {
            var wanted = new OrderRequest($"Generated order {Instants.Format(instant)}", null, ByApplication: true, correlationId, request.Idempotency, request.Notify);
            var outcome = await creation.FromSelectionAsync(caller, wanted, selection, cancellationToken);
            if (outcome.Status != CreationStatus.Refused) return outcome.Order;
            instant = instant.AddMilliseconds(1);
        }
    }

    private static AutoOrderAnswer Refused(BasketResult result, string correlationId)
    {
        var (status, error) = result.Status switch
        {
            BasketStatus.NothingSelected => (AutoOrderStatus.FAILED, AutoOrderError.EMPTY_ORDER),
            BasketStatus.TooLarge => (AutoOrderStatus.DENIED, AutoOrderError.ORDER_LIMIT_REACHED),
            _ => (AutoOrderStatus.FAILED, AutoOrderError.INVALID_CONTENT),
        };
        return new AutoOrderAnswer(status, correlationId, null, result.Message, error);
    }
}

/// <summary>What is to be ordered.</summary>
/// <param name="Queries">Queries in the language of <c>q</c>, at least one; what any of them finds is ordered.</param>
/// <param name="Filters">Which files of the products; null for all that can be ordered.</param>
/// <param name="CorrelationId">The client's name of the request; null or blank for a generated one.</param>
/// <param name="Search">Instead of queries: parameters of a STAC API search, as the engine <c>stac</c> takes them.</param>
/// <param name="Idempotency">The claim to the key of the request; null if it has none.</param>
/// <param name="Notify">Who is told what happens to the order; null for nobody.</param>
internal sealed record AutoOrderRequest(
    IReadOnlyList<string> Queries,
    FileSelectionDescription? Filters,
    string? CorrelationId,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Search = null,
    IdempotencyClaim? Idempotency = null,
    NotifyBody? Notify = null);

/// <summary>What became of the request, as the API shows it.</summary>
/// <param name="Status">GRANTED, or why not.</param>
/// <param name="CorrelationId">The name of the request.</param>
/// <param name="OrderId">The order, if granted.</param>
/// <param name="Message">What is wrong, if not granted.</param>
/// <param name="ErrorType">The kind of that.</param>
[DisplayName("ApplyAnswer")]
internal sealed record AutoOrderAnswer(
    AutoOrderStatus Status, string CorrelationId, long? OrderId, string? Message = null, AutoOrderError? ErrorType = null)
{
    /// <summary>The answer with an order that was made so.</summary>
    internal static AutoOrderAnswer Of(Order order) => new(AutoOrderStatus.GRANTED, order.CorrelationId ?? "", order.Id);
}

/// <summary>How a request ended.</summary>
/// <remarks>Names are those of the REGARDS API.</remarks>
internal enum AutoOrderStatus
{
    /// <summary>The order exists.</summary>
    GRANTED,

    /// <summary>The order would be too large.</summary>
    DENIED,

    /// <summary>The request cannot be met.</summary>
    FAILED,
}

/// <summary>Why a request was not granted.</summary>
/// <remarks>Names are those of the REGARDS API.</remarks>
internal enum AutoOrderError
{
    /// <summary>A query or a filter cannot be read.</summary>
    INVALID_CONTENT,

    /// <summary>The order would be too large.</summary>
    ORDER_LIMIT_REACHED,

    /// <summary>No file was found that can be ordered.</summary>
    EMPTY_ORDER,
}
