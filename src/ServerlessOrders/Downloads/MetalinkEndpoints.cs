using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Downloads.Metalinks;
using ServerlessOrders.Http;
using ServerlessOrders.Naming;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
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
        var direct = call.Service<DirectDownloads>();
        call.Http.Response.Headers.Vary = direct.AreOn ? "Accept, Prefer" : "Accept";
        var lists = direct.Lists(call) && version4;
        if (lists) DirectDownloads.Apply(call);
        var files = FilesAsync(call, snapshot, lists ? direct : null, call.Aborted);
        return ApiResults.Stream(
            call.Http.Request,
            mediaType,
            body => version4
                ? Metalink4Writer.WriteAsync(body, files, call.Aborted)
                : MetalinkWriter.WriteAsync(body, files, call.Aborted));
    }

    /// <summary>
    /// The files of the metalink. A file counts as DOWNLOADED when the address of its blob is given out, so those of a sub-order are
    /// recorded once they are written: whoever leaves before has fetched nothing.
    /// </summary>
    private static async IAsyncEnumerable<MetalinkFile> FilesAsync(
        ApiCall call, OrderSnapshot snapshot, DirectDownloads? direct, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = snapshot.Order;
        var token = call.Service<OrderTokens>().Issue(order);
        var query = $"?orderToken={token}&scope={Uri.EscapeDataString(order.Tenant)}";
        var names = new ZipNames();
        var files = call.Service<FileStore>();
        SubOrder? current = null;
        var given = new Dictionary<int, FileChange>();
        await foreach (var (sub, file) in files.ReadAsync(order.Key, snapshot.SubOrders, cancellationToken: cancellationToken))
        {
            if (!ReferenceEquals(sub, current)) await RecordAsync();
            current = sub;
            var blob = direct is null ? null : await direct.LinkAsync(order, file, cancellationToken);
            if (blob is not null && file.State == FileState.AVAILABLE) given[file.Position] = FileChange.Downloaded;
            yield return new MetalinkFile(
                names.Next(file.FileName),
                file.Size,
                file.MimeType,
                Hashes(file),
                call.Links.Href(ApiRoutes.PublicFile, FileIds.Of(order.Id, file.Position)) + query,
                blob);
        }

        await RecordAsync();

        async Task RecordAsync()
        {
            if (given.Count > 0) await call.Service<FileStateChanges>().ApplyAsync(current!.KeyIn(order.Key), given, CancellationToken.None);
            given = [];
        }
    }

    /// <summary>
    /// All that are known: download managers take the best one that they know, and not all know the names of metalink 3.0 for the
    /// better ones (RegardsDownloader calls SHA-256 as metalink 4 does).
    /// </summary>
    private static List<MetalinkHash> Hashes(OrderFile file)
    {
        List<MetalinkHash> hashes = [];
        if (file.Md5 is { } md5) hashes.Add(new MetalinkHash("MD5", md5));
        if (file is { Checksum: { } checksum, DigestAlgorithm: { } algorithm } && algorithm != "MD5") hashes.Add(new MetalinkHash(algorithm, checksum));
        return hashes;
    }
}
