using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Files;

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

    /// <summary>GET /orders/{orderId}/files/available.</summary>
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

    /// <summary>200 once nothing more will come, 206 where some can be fetched already, 204 where none can.</summary>
    private static async Task<IResult> ListAvailableAsync(ApiCall call, OrderSnapshot snapshot, IReadOnlyList<SubOrder> subOrders)
    {
        var request = call.ReadPage(10, FileListing.Sortable, FileListing.ById);
        var order = snapshot.Order;
        // No file can be fetched before the expansion is finished; one that failed brings none.
        var none = order.FilesAreGone || order.Expansion is not null;
        var finished = none
            ? order.Status is not (OrderStatus.PENDING or OrderStatus.PAUSED)
            : subOrders.All(sub => sub.Counts.Pending == 0);
        if (!finished && (none || subOrders.All(sub => sub.Counts.Available == 0)))
            return ApiResults.Empty(StatusCodes.Status204NoContent);
        var page = none
            ? new Page<ListedFile>([], 0)
            : await call.Service<FileListing>().ReadAsync(snapshot, subOrders, FileState.AVAILABLE, request, call.Aborted);
        return call.PageResult(
            request,
            page,
            file => AvailableFileView.Of(order, file, call.Links),
            finished ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent);
    }

    private static async Task<IResult> OfOrderAsync(ApiCall call, Func<OrderSnapshot, Task<IResult>> answer)
    {
        var key = call.OrderKey();
        if (await call.Service<OrderStore>().FindAsync(key, call.Aborted) is not { } snapshot)
            return ApiError.NotFound($"There is no order {key.Id}.");
        return OrderAccess.CanUse(call.Caller, snapshot.Order) ? await answer(snapshot) : OrderEndpoints.NotYours(snapshot.Order);
    }
}
