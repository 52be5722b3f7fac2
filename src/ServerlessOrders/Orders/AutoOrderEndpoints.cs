using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders;

/// <summary>Selection and order in one request over HTTP (contract, section 3).</summary>
internal static class AutoOrderEndpoints
{
    private const int MaxCorrelationIdLength = 255;

    /// <summary>POST /user/orders/apply.</summary>
    internal static async Task<IResult> ApplyAsync(ApiCall call)
    {
        var body = await call.ReadJsonAsync<ApplyBody>();
        var problems = body.Problems().ToList();
        if (problems.Count > 0) return ApiError.Unprocessable(problems);
        IReadOnlyDictionary<string, IReadOnlyList<string>>? search = null;
        try
        {
            if (body.Search is { } asked) search = StacSearchBody.ReadOrder(asked);
        }
        catch (StacRequestException unreadable)
        {
            return ApiError.Unprocessable($"search: {unreadable.Message}");
        }

        var filters = body.Filters is { } wanted ? new FileSelectionDescription(wanted.DataTypes, wanted.FilenameRegExp) : null;
        var answer = await call.Service<AutoOrders>().CreateAsync(
            call.Caller, new AutoOrderRequest(body.Queries ?? [], filters, body.CorrelationId, search), call.Aborted);
        return ApiResults.Json(
            new Resource<AutoOrderAnswer>(answer, []),
            answer.Status == AutoOrderStatus.GRANTED ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private sealed record ApplyBody(
        IReadOnlyList<string>? Queries = null,
        ApplyFilters? Filters = null,
        string? CorrelationId = null,
        string? EngineType = null,
        Dictionary<string, JsonElement>? Search = null)
    {
        public IEnumerable<string> Problems()
        {
            var stac = EngineType == SelectionParser.Stac;
            if (EngineType is not (null or "legacy" or "opensearch" or SelectionParser.Stac))
                yield return "engineType must be legacy or opensearch (with queries), or stac (with search).";
            if (!stac && Search is not null) yield return "search belongs to the engineType stac; the other engines take queries.";
            if (stac && Search is null) yield return "search must hold a STAC search: ids, collections, bbox, intersects, datetime.";
            if (stac && Queries is { Count: > 0 }) yield return "queries belong to the engines legacy and opensearch; stac takes search.";
            if (!stac && (Queries is null || Queries.Count == 0)) yield return "queries must hold at least one query.";
            if (Filters is { DataTypes: null or { Count: 0 } })
                yield return "filters.dataTypes must hold RAWDATA, QUICKLOOK or both; leave filters out for all files.";
            if (CorrelationId?.Length > MaxCorrelationIdLength)
                yield return $"correlationId must not be longer than {MaxCorrelationIdLength} characters.";
        }
    }

    private sealed record ApplyFilters(IReadOnlyList<FileType>? DataTypes = null, string? FilenameRegExp = null);
}
