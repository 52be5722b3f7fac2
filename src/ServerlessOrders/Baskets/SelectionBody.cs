using ServerlessOrders.Catalog;

namespace ServerlessOrders.Baskets;

/// <summary>The body of POST /order/basket/selection (contract, section 3).</summary>
/// <param name="EngineType">Which search engine understands the parameters.</param>
/// <param name="DatasetUrn">Only this collection, by URN or plain id.</param>
/// <param name="SearchParameters">Parameters of the engine, each with a list of values.</param>
/// <param name="EntityIdsToInclude">Only these products, by URN or plain id.</param>
/// <param name="EntityIdsToExclude">Never these products.</param>
public sealed record SelectionBody(
    string? EngineType = null,
    string? DatasetUrn = null,
    IReadOnlyDictionary<string, IReadOnlyList<string?>?>? SearchParameters = null,
    IReadOnlyList<string?>? EntityIdsToInclude = null,
    IReadOnlyList<string?>? EntityIdsToExclude = null)
{
    /// <summary>Makes the request out of it, or tells in <paramref name="error"/> which field is wrong.</summary>
    /// <param name="error">The problem, in words for the user; null where there is none.</param>
    /// <returns>The request, its engine maybe blank; null where a list holds a null.</returns>
    public SelectionRequest? ToRequest(out string? error)
    {
        error = null;
        if (HasNull(EntityIdsToInclude)) error = "entityIdsToInclude: must hold no null.";
        if (HasNull(EntityIdsToExclude)) error = "entityIdsToExclude: must hold no null.";
        foreach (var (name, values) in SearchParameters ?? new Dictionary<string, IReadOnlyList<string?>?>())
        {
            if (values is null || HasNull(values)) error = $"searchParameters.{name}: must be a list of texts without null.";
        }

        return error is null
            ? new SelectionRequest(
                EngineType ?? "",
                DatasetUrn,
                SearchParameters?.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value!.OfType<string>()]),
                EntityIdsToInclude?.OfType<string>().ToList(),
                EntityIdsToExclude?.OfType<string>().ToList())
            : null;
    }

    private static bool HasNull(IReadOnlyList<string?>? values) => values?.Contains(null) == true;
}
