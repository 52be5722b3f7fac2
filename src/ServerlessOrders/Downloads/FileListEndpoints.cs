using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>Lists of an order's files over HTTP (contract, section 3).</summary>
internal static class FileListEndpoints
{
    /// <summary>GET /orders/{orderId}/dataset/{datasetId}/files.</summary>
    internal static Task<IResult> ListDatasetAsync(ApiCall call) => OfOrderAsync(call, async snapshot =>
    {
        var datasetId = call.RouteLong("datasetId");
        if (snapshot.Tasks.FirstOrDefault(task => FileIds.Of(snapshot.Order.Id, task.Index) == datasetId) is not { } dataset)
            return ApiError.NotFound($"Order {snapshot.Order.Id} has no dataset task {datasetId}.");
        var request = call.ReadPage(20, FileListing.Sortable, FileListing.ById);
        var subOrders = snapshot.SubOrders.Where(sub => sub.Task == dataset.Index).ToList();
        var page = await call.Service<FileListing>().ReadAsync(snapshot, subOrders, null, request, call.Aborted);
        return call.PageResult(request, page, file => FileView.Of(snapshot.Order, file, call.Links));
    });

    /// <summary>GET /orders/{orderId}/files/available and /user/orders/{orderId}/files/available.</summary>
    internal static Task<IResult> ListAvailableAsync(ApiCall call) =>
        OfOrderAsync(call, snapshot => ListAvailableAsync(call, snapshot, snapshot.SubOrders));

    /// <summary>GET /orders/{orderId}/filesTask/{filesTaskId}/files/available.</summary>
    internal static Task<IResult> ListSubOrderAvailableAsync(ApiCall call) => OfOrderAsync(call, async snapshot =>
    {
        var filesTaskId = call.RouteLong("filesTaskId");
        return snapshot.SubOrders.FirstOrDefault(sub => FileIds.Of(snapshot.Order.Id, sub.First) == filesTaskId) is { } found
            ? await ListAvailableAsync(call, snapshot, [found])
            : ApiError.NotFound($"Order {snapshot.Order.Id} has no sub-order {filesTaskId}.");
    });

    /// <summary>200 once nothing more will come, 206 if some can be fetched already, 204 if none can.</summary>
    private static async Task<IResult> ListAvailableAsync(ApiCall call, OrderSnapshot snapshot, IReadOnlyList<SubOrder> subOrders)
    {
        var request = call.ReadPage(10, FileListing.Sortable, FileListing.ById);
        var order = snapshot.Order;
        var after = ReadAfter(call, order, request);
        // No file can be fetched before the expansion is finished; one that failed brings none.
        var none = order.FilesAreGone || order.Progress.Expansion is not null;
        var finished = none
            ? order.Status is not (OrderStatus.PENDING or OrderStatus.PAUSED)
            : subOrders.All(sub => sub.Counts.Pending == 0);
        if (!finished && (none || subOrders.All(sub => sub.Counts.Available == 0)))
            return ApiResults.Empty(StatusCodes.Status204NoContent);
        if (!finished)
        {
            AskAgain.After(
                call.Http.Response, new OrderStand(snapshot).AskAgainAfter(call.Service<TimeProvider>().GetUtcNow()),
                StatusCodes.Status206PartialContent);
        }

        var (page, more) = none ? (new Page<ListedFile>([], 0), false) : await ReadPageAsync(call, snapshot, subOrders, after, request);
        var last = more && page.Items is [.., var seen] ? FileIds.Of(order.Id, seen.File.Position) : (long?)null;
        return call.PageResult(
            request,
            page,
            file => AvailableFileView.Of(order, file, call.Links),
            finished ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent,
            next: new NextPage("after", last));
    }

    /// <summary>
    /// Numbers count files that are no longer there once some were fetched: what follows is named by the last one seen, in the link or,
    /// for a client that counts pages, in the mark of the page before. A page that nobody was shown the one before of is found by number.
    /// </summary>
    private static async Task<(Page<ListedFile> Page, bool More)> ReadPageAsync(
        ApiCall call, OrderSnapshot snapshot, IReadOnlyList<SubOrder> subOrders, int? after, PageRequest request)
    {
        var (listing, marks, key) = (call.Service<FileListing>(), call.Service<PageMarkStore>(), snapshot.Order.Key);
        var mark = new PageMark(
            call.Caller.User, subOrders.Count == snapshot.SubOrders.Count ? -1 : subOrders[0].First, request.Size, request.Sort[0].Descending, request.Number);
        if (request.Number > 0) after = await marks.FindAsync(key, mark with { Number = request.Number - 1 }, call.Aborted);
        if (request.Number > 0 && after is null)
        {
            var numbered = await listing.ReadAsync(snapshot, subOrders, FileState.AVAILABLE, request, call.Aborted);
            return (numbered, request.Offset + numbered.Items.Count < numbered.Total);
        }

        var found = await listing.ReadAvailableAfterAsync(snapshot, subOrders, after, request, call.Aborted);
        if (found.More && call.Http.Request.Query.ContainsKey("page") && HttpMethods.IsGet(call.Http.Request.Method))
            await marks.WriteAsync(key, mark, found.Page.Items[^1].File.Position, call.Aborted);
        return found;
    }

    /// <summary>The position of the file behind which the list goes on (before which, if it runs backwards); null for its start.</summary>
    private static int? ReadAfter(ApiCall call, Order order, PageRequest request)
    {
        if (call.QueryText("after") is not { } text) return null;
        if (request.Number > 0) throw ApiException.BadRequest("The query parameters 'after' and 'page' exclude each other.");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && FileIds.TrySplit(id, out var orderId, out var position) && orderId == order.Id
            ? position
            : throw ApiException.BadRequest($"The query parameter 'after' must be the id of a file of order {order.Id}, not '{text}'.");
    }

    private static async Task<IResult> OfOrderAsync(ApiCall call, Func<OrderSnapshot, Task<IResult>> answer)
    {
        var (order, refusal) = await call.FindOrderAsync();
        return order is null ? refusal! : await answer(order);
    }
}
