using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders.Lists;

/// <summary>The orders of a whole tenant over HTTP, for operators (contract, sections 3 and 8).</summary>
internal static class OrderSearchEndpoints
{
    /// <summary>GET /orders?user=&amp;status=&amp;from=&amp;to=&amp;waitingForUser=.</summary>
    internal static Task<IResult> ListAsync(ApiCall call) => SearchAsync(call, QueryFilter(call), 20);

    /// <summary>POST /orders/search.</summary>
    internal static async Task<IResult> SearchAsync(ApiCall call) => await SearchAsync(call, await BodyFilterAsync(call), 10);

    /// <summary>GET /orders/csv?status=&amp;from=&amp;to=&amp;user=&amp;with=.</summary>
    internal static Task<IResult> GetCsvAsync(ApiCall call) => call.QueryText("with") switch
    {
        null => CsvAsync(call, QueryFilter(call)),
        OrderCsv.FirstFileDate => CsvAsync(call, QueryFilter(call), withFirstFile: true),
        var other => throw ApiException.BadRequest($"The query parameter 'with' must be {OrderCsv.FirstFileDate}, not '{other}'."),
    };

    /// <summary>POST /orders/csv, with the search body.</summary>
    internal static async Task<IResult> PostCsvAsync(ApiCall call) => await CsvAsync(call, await BodyFilterAsync(call));

    private static async Task<IResult> SearchAsync(ApiCall call, OrderFilter filter, int defaultSize)
    {
        var request = call.ReadPage(defaultSize, OrderListing.Sortable, OrderListing.NewestFirst);
        var page = await call.Service<OrderListing>().SearchAsync(call.Caller.Tenant, filter, request, call.Aborted);
        return call.PageResult(
            request,
            new Page<OrderSnapshot>(page.Orders, page.Total),
            order => OrderView.Of(order, call.Caller, call.Links),
            note: page.Complete ? null : Note(call));
    }

    /// <summary>What a search leaves out that was cut short.</summary>
    internal static string Note(ApiCall call) => string.Create(
        CultureInfo.InvariantCulture,
        $"Only the {call.Service<IOptions<OrdersOptions>>().Value.MaxOrdersSearched} newest orders of the requested time were looked at: narrow the creation dates to find older ones.");

    private static Task<IResult> CsvAsync(ApiCall call, OrderFilter filter, bool withFirstFile = false)
    {
        ApiHeaders.Download(call.Http.Response.Headers, "orders.csv");
        return Task.FromResult(ApiResults.Stream(
            call.Http.Request,
            "text/csv;charset=UTF-8",
            body => call.Service<OrderCsv>().WriteAsync(body, call.Caller.Tenant, filter, call.Aborted, withFirstFile)));
    }

    private static OrderFilter QueryFilter(ApiCall call) => new()
    {
        Owner = call.QueryText("user"),
        Statuses = call.QueryEnum<OrderStatus>("status") is { } status ? new HashSet<OrderStatus> { status } : null,
        From = call.QueryInstant("from"),
        To = call.QueryInstant("to"),
        WaitingForUser = call.QueryBool("waitingForUser"),
    };

    private static async Task<OrderFilter> BodyFilterAsync(ApiCall call)
    {
        var body = await call.ReadJsonOrNullAsync<OrderSearchBody>() ?? new OrderSearchBody();
        return body.IncludesNoStatus
            ? throw new ApiException(ApiError.BadRequest(
                "statuses.values must name at least one status with the mode INCLUDE; leave statuses out for orders of any status."))
            : body.ToFilter();
    }
}
