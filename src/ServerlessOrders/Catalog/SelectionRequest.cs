namespace ServerlessOrders.Catalog;

/// <summary>What a user asks to put into the basket (contract, POST /order/basket/selection). Kept as sent, parsed when used.</summary>
/// <param name="EngineType"><c>legacy</c>, <c>opensearch</c> or <c>stac</c>.</param>
/// <param name="DatasetUrn">Restricts the selection to one collection: its URN or plain id; null for all.</param>
/// <param name="SearchParameters">Parameters of the engine by name, each with its values; null selects everything.</param>
/// <param name="EntityIdsToInclude">Only these products (URN or plain id); null for all that the query matches.</param>
/// <param name="EntityIdsToExclude">Never these products (URN or plain id).</param>
public sealed record SelectionRequest(
    string EngineType,
    string? DatasetUrn = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? SearchParameters = null,
    IReadOnlyList<string>? EntityIdsToInclude = null,
    IReadOnlyList<string>? EntityIdsToExclude = null);
