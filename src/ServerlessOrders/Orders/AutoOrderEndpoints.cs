using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Baskets;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders;

/// <summary>Selection and order in one request over HTTP (contract, section 3).</summary>
internal static class AutoOrderEndpoints
{
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
}

/// <summary>Selection and order in one request.</summary>
/// <param name="Queries">Queries in the language of q; what any of them finds is ordered.</param>
/// <param name="Filters">Which files of the products found; absent: all that can be ordered.</param>
/// <param name="CorrelationId">Your name of the request; absent or blank: a generated one.</param>
[DisplayName("ApplyRequest")]
internal sealed record ApplyBody(
    [Required, MinLength(1)] IReadOnlyList<string>? Queries = null,
    ApplyFilters? Filters = null,
    [MaxLength(ApplyBody.MaxCorrelationIdLength)] string? CorrelationId = null)
{
    private const int MaxCorrelationIdLength = 255;

    /// <summary>The request, if there are no <see cref="Problems"/>.</summary>
    public AutoOrderRequest ToRequest() => new(
        Queries!, Filters is { } wanted ? new FileSelectionDescription(wanted.DataTypes, wanted.FilenameRegExp) : null, CorrelationId);

    /// <summary>What the request lacks, in words.</summary>
    public IEnumerable<string> Problems()
    {
        if (Queries is null or { Count: 0 }) yield return "queries must hold at least one query.";
        if (Filters is { DataTypes: null or { Count: 0 } })
            yield return "filters.dataTypes must hold RAWDATA, QUICKLOOK or both; leave filters out for all files.";
        if (CorrelationId?.Length > MaxCorrelationIdLength)
            yield return $"correlationId must not be longer than {MaxCorrelationIdLength} characters.";
    }
}

/// <summary>Which files of the products found.</summary>
/// <param name="DataTypes">Files of these types.</param>
/// <param name="FilenameRegExp">Only files whose whole name matches this regular expression.</param>
internal sealed record ApplyFilters(
    [Required, MinLength(1)] IReadOnlyList<FileType>? DataTypes = null,
    [MaxLength(FileFilters.MaxPatternLength)] string? FilenameRegExp = null);
