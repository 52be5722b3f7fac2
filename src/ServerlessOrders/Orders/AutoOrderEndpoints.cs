using Microsoft.AspNetCore.Http;
using ServerlessOrders.Baskets;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders;

/// <summary>Selection and order in one request over HTTP (contract, section 3).</summary>
internal static class AutoOrderEndpoints
{
    private const int MaxCorrelationIdLength = 255;

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
        var filters = body.Filters is { } wanted ? new FileSelectionDescription(wanted.DataTypes, wanted.FilenameRegExp) : null;
        var answer = await call.Service<AutoOrders>().CreateAsync(
            call.Caller, new AutoOrderRequest(body.Queries!, filters, body.CorrelationId, claim, body.Notify), call.Aborted);
        return Answer(call, answer);
    }

    private static IResult Answer(ApiCall call, AutoOrderAnswer? answer) => answer is null
        ? call.UnderWay("Another request is making this order: ask again for its answer.", TimeSpan.FromSeconds(2))
        : ApiResults.Json(
            new Resource<AutoOrderAnswer>(answer, []),
            answer.Status == AutoOrderStatus.GRANTED ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private sealed record ApplyBody(
        IReadOnlyList<string>? Queries = null, ApplyFilters? Filters = null, string? CorrelationId = null, NotifyBody? Notify = null)
    {
        public IEnumerable<string> Problems()
        {
            if (Queries is null or { Count: 0 }) yield return "queries must hold at least one query.";
            if (Filters is { DataTypes: null or { Count: 0 } })
                yield return "filters.dataTypes must hold RAWDATA, QUICKLOOK or both; leave filters out for all files.";
            if (CorrelationId?.Length > MaxCorrelationIdLength)
                yield return $"correlationId must not be longer than {MaxCorrelationIdLength} characters.";
        }
    }

    private sealed record ApplyFilters(IReadOnlyList<FileType>? DataTypes = null, string? FilenameRegExp = null);
}
