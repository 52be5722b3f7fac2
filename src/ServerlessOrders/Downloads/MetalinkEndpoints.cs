using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Downloads.Metalinks;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>The metalink of an order over HTTP (contract, section 7).</summary>
internal static class MetalinkEndpoints
{
    /// <summary>GET /user/orders/{orderId}/metalink/download.</summary>
    internal static async Task<IResult> GetAsync(ApiCall call)
    {
        var (order, refusal) = await call.FindOrderAsync();
        return order is null ? refusal! : Answer(call, order);
    }

    /// <summary>GET /user/orders/metalink/download?orderToken=.</summary>
    internal static async Task<IResult> GetByTokenAsync(ApiCall call)
    {
        if (await call.Service<OrderTokens>().ReadAsync(call.QueryText("orderToken")) is not { } grant)
            return ApiError.Unauthorized("The orderToken is missing or not valid.");
        call.Concerns(grant.Order);
        if (await call.Service<OrderStore>().FindAsync(grant.Order, call.Aborted) is not { } order)
            return ApiError.NotFound("There is no such order.");
        return order.Order.FilesAreGone || OrderGrant.Opens(order.Order, call.Service<TimeProvider>().GetUtcNow())
            ? Answer(call, order)
            : ExtensionEndpoints.TokenExpired(call, order.Order);
    }

    private static IResult Answer(ApiCall call, OrderSnapshot snapshot)
    {
        var order = snapshot.Order;
        if (order.FilesAreGone || order.Status == OrderStatus.FAILED || order.Progress.Expansion is not null)
            return ApiError.NotFound($"Order {order.Id} has no metalink: it is {order.Status}.");

        call.AnnounceEnd(order);
        var mediaType = Acceptance.Choose(call.Http.Request, MetalinkWriter.MediaType, Metalink4Writer.MediaType);
        var version4 = mediaType == Metalink4Writer.MediaType;
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"order_{order.Id}_{call.Service<TimeProvider>().GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.{(version4 ? "meta4" : "metalink")}");
        ApiHeaders.Download(call.Http.Response.Headers, name);
        call.Http.Response.Headers.Vary = "Accept";
        var files = FilesAsync(call, snapshot, call.Aborted);
        return ApiResults.Stream(
            call.Http.Request,
            mediaType,
            body => version4
                ? Metalink4Writer.WriteAsync(body, files, call.Aborted)
                : MetalinkWriter.WriteAsync(body, files, call.Aborted));
    }

    private static async IAsyncEnumerable<MetalinkFile> FilesAsync(
        ApiCall call, OrderSnapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = snapshot.Order;
        var token = call.Service<OrderTokens>().Issue(order);
        var query = $"?orderToken={token}&scope={Uri.EscapeDataString(order.Tenant)}";
        var names = new ZipNames();
        var files = call.Service<FileStore>();
        foreach (var sub in snapshot.SubOrders)
        {
            var end = sub.First + sub.Counts.Total;
            await foreach (var file in files.ReadAsync(new SubOrderKey(order.Key, sub.First), sub.First, end, cancellationToken: cancellationToken))
            {
                yield return new MetalinkFile(
                    names.Next(file.FileName),
                    file.Size,
                    file.MimeType,
                    file.Checksum is null ? [] : [new MetalinkHash(file.DigestAlgorithm!, file.Checksum)],
                    call.Links.Href(ApiRoutes.PublicFile, FileIds.Of(order.Id, file.Position)) + query);
            }
        }
    }
}
