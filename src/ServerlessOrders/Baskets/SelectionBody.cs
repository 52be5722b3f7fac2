using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Baskets;

/// <summary>
/// A selection request as a client sends it (contract, section 3). Apart from <see cref="SelectionRequest"/> because a missing
/// engine must be read in order to be refused as the contract says.
/// </summary>
/// <param name="EngineType">Which search engine understands the parameters.</param>
/// <param name="DatasetUrn">Only this collection, by URN or plain id.</param>
/// <param name="SearchParameters">Parameters of the engine, each with a list of values.</param>
/// <param name="EntityIdsToInclude">Only these products, by URN or plain id.</param>
/// <param name="EntityIdsToExclude">Never these products.</param>
[DisplayName("SelectionRequest")]
internal sealed record SelectionBody(
    [Required, AllowedValues("legacy", "opensearch", "stac")] string? EngineType = null,
    string? DatasetUrn = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>?>? SearchParameters = null,
    IReadOnlyList<string>? EntityIdsToInclude = null,
    IReadOnlyList<string>? EntityIdsToExclude = null)
{
    /// <summary>The request, or null if it names no engine. A parameter of value null is no parameter.</summary>
    public SelectionRequest? ToRequest() => string.IsNullOrWhiteSpace(EngineType)
        ? null
        : new SelectionRequest(
            EngineType,
            DatasetUrn,
            SearchParameters?.Where(parameter => parameter.Value is not null)
                .ToDictionary(parameter => parameter.Key, parameter => parameter.Value!),
            EntityIdsToInclude,
            EntityIdsToExclude);
}
