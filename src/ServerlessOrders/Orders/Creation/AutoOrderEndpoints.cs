using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders.Creation;

/// <summary>Selection and order in one request over HTTP (contract, section 3).</summary>
internal static class AutoOrderEndpoints
{
    /// <summary>POST /user/orders/apply.</summary>
    internal static Task<IResult> ApplyAsync(ApiCall call) =>
        call.OnceAsync(claim => ApplyAsync(call, claim), order => Task.FromResult(Answer(call, AutoOrderAnswer.Of(order))));

    private static async Task<IResult> ApplyAsync(ApiCall call, IdempotencyClaim? claim)
    {
        var body = await call.ReadJsonAsync<ApplyBody>();
        var problems = body.Problems().ToList();
        if (problems.Count > 0) return ApiError.Unprocessable(problems);
        if (body.Notify is { } notify && call.Service<INotificationSettings>().Refusal(notify.Url, notify.Secret) is { } refusal)
            return ApiError.Unprocessable(refusal);
        var answer = await call.Service<AutoOrders>().CreateAsync(call.Caller, body.ToRequest(claim), ApiCall.ToTheEnd);
        return Answer(call, answer);
    }

    private static IResult Answer(ApiCall call, AutoOrderAnswer? answer) => answer is null
        ? call.UnderWay("Another request is making this order: ask again for its answer.", TimeSpan.FromSeconds(2))
        : ApiResults.Json(
            new Resource<AutoOrderAnswer>(answer, []),
            answer.Status == AutoOrderStatus.GRANTED ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
}

/// <summary>Selection and order in one request.</summary>
/// <param name="Queries">Queries in the language of q; what any of them finds is ordered.</param>
/// <param name="Filters">Which files of the products found; absent: all that can be ordered.</param>
/// <param name="CorrelationId">Your name of the request; absent or blank: a generated one. An order of yours that has it is the answer.</param>
/// <param name="EngineType">stac: search says what is ordered, in place of queries.</param>
/// <param name="Search">With the engineType stac: ids, collections, bbox or intersects, datetime as in a STAC search.</param>
/// <param name="Notify">Who is told what happens to the order; absent: nobody.</param>
[DisplayName("ApplyRequest")]
internal sealed record ApplyBody(
    [MinLength(1)] IReadOnlyList<string>? Queries = null,
    ApplyFilters? Filters = null,
    [MaxLength(ApplyBody.MaxCorrelationIdLength)] string? CorrelationId = null,
    [AllowedValues("legacy", "opensearch", SelectionParser.Stac)] string? EngineType = null,
    Dictionary<string, JsonElement>? Search = null,
    NotifyBody? Notify = null)
{
    private const int MaxCorrelationIdLength = 255;

    /// <summary>The request as the orders take it.</summary>
    /// <param name="claim">The claim to its Idempotency-Key; null if it has none.</param>
    /// <exception cref="ApiException">422: the search cannot be read.</exception>
    public AutoOrderRequest ToRequest(IdempotencyClaim? claim = null) => new(
        Queries ?? [], Filters is { } wanted ? new FileSelectionDescription(wanted.DataTypes, wanted.FilenameRegExp) : null, CorrelationId,
        Search is { } asked ? Read(asked) : null, claim, Notify);

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(Dictionary<string, JsonElement> search)
    {
        try
        {
            return StacSearchBody.ReadOrder(search);
        }
        catch (StacRequestException unreadable)
        {
            throw new ApiException(ApiError.Unprocessable($"search: {unreadable.Message}"));
        }
    }

    /// <summary>What the request lacks, in words.</summary>
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

/// <summary>Which files of the products found.</summary>
/// <param name="DataTypes">Files of these types.</param>
/// <param name="FilenameRegExp">Only files whose whole name matches this regular expression.</param>
internal sealed record ApplyFilters(
    [Required, MinLength(1)] IReadOnlyList<FileType>? DataTypes = null,
    [MaxLength(FileFilters.MaxPatternLength)] string? FilenameRegExp = null);
