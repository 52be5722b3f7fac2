using Microsoft.AspNetCore.Http;
using ServerlessOrders.Baskets;
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
        var answer = await call.Service<AutoOrders>().CreateAsync(call.Caller, body.ToRequest(), call.Aborted);
        return ApiResults.Json(
            new Resource<AutoOrderAnswer>(answer, []),
            answer.Status == AutoOrderStatus.GRANTED ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    internal sealed record ApplyBody(
        IReadOnlyList<string>? Queries = null, ApplyFilters? Filters = null, string? CorrelationId = null)
    {
        /// <summary>The request, if there are no <see cref="Problems"/>.</summary>
        public AutoOrderRequest ToRequest() => new(
            Queries!, Filters is { } wanted ? new FileSelectionDescription(wanted.DataTypes, wanted.FilenameRegExp) : null, CorrelationId);

        public IEnumerable<string> Problems()
        {
            if (Queries is null or { Count: 0 }) yield return "queries must hold at least one query.";
            if (Filters is { DataTypes: null or { Count: 0 } })
                yield return "filters.dataTypes must hold RAWDATA, QUICKLOOK or both; leave filters out for all files.";
            if (CorrelationId?.Length > MaxCorrelationIdLength)
                yield return $"correlationId must not be longer than {MaxCorrelationIdLength} characters.";
        }
    }

    internal sealed record ApplyFilters(IReadOnlyList<FileType>? DataTypes = null, string? FilenameRegExp = null);
}
