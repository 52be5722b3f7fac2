using System.ComponentModel.DataAnnotations;

namespace ServerlessOrders.Catalog.Search;

/// <summary>What a user asks to put into the basket (contract, POST /order/basket/selection).</summary>
/// <remarks>Kept as sent, parsed when used.</remarks>
/// <param name="EngineType"><c>legacy</c> and <c>opensearch</c> understand q; <c>stac</c> understands ids, collections, bbox and datetime.</param>
/// <param name="DatasetUrn">Only this collection, by URN or plain id; absent: all.</param>
/// <param name="SearchParameters">Parameters of the engine by name, each with its values; absent: everything.</param>
/// <param name="EntityIdsToInclude">Only these products (URN or plain id); absent: all that the query matches.</param>
/// <param name="EntityIdsToExclude">Never these products (URN or plain id).</param>
public sealed record SelectionRequest(
    [AllowedValues("legacy", "opensearch", "stac")] string EngineType,
    string? DatasetUrn = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? SearchParameters = null,
    IReadOnlyList<string>? EntityIdsToInclude = null,
    IReadOnlyList<string>? EntityIdsToExclude = null);
