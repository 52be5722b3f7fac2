using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Catalog;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>Single files over HTTP (contract, section 3).</summary>
internal static class FileEndpoints
{
    /// <summary>GET and HEAD /orders/files/{dataFileId}.</summary>
    internal static async Task<IResult> GetAsync(ApiCall call)
    {
        var id = call.RouteLong("dataFileId");
        var (found, expired) = await LookUpAsync(call, call.Caller.Tenant, id, order => call.Refusal(order) is null);
        if ((found?.Order ?? expired) is not { } order) return Unknown(id);
        if (call.Refusal(order) is { } refusal) return refusal;
        return found is null ? ExtensionEndpoints.Expired(call, order) : await ServeAsync(call, found);
    }

    /// <summary>GET and HEAD /orders/public/files/{dataFileId}?orderToken=.</summary>
    internal static Task<IResult> GetByTokenAsync(ApiCall call) => GetByTokenAsync(call, urn: null);

    /// <summary>GET and HEAD /orders/aips/{aipId}/files/{dataFileId}?orderToken=: the same file at its older address.</summary>
    internal static Task<IResult> GetByAipAsync(ApiCall call) => GetByTokenAsync(call, call.RouteText("aipId"));

    private static async Task<IResult> GetByTokenAsync(ApiCall call, string? urn)
    {
        if (await call.Service<OrderTokens>().ReadAsync(call.QueryText("orderToken")) is not { } grant)
            return ApiError.Unauthorized("The orderToken is missing or not valid: take a fresh one from the order's metalink.");
        var id = call.RouteLong("dataFileId");
        call.Concerns(grant.Order);
        if (!FileIds.TrySplit(id, out var orderId, out _)) return Unknown(id);
        if (orderId != grant.Order.Id) return ApiError.Forbidden("The orderToken is that of another order.");
        var (found, expired) = await LookUpAsync(call, grant.Order.Tenant, id, order => OrderGrant.Opens(order, call.Service<TimeProvider>().GetUtcNow()));
        if (expired is not null) return ExtensionEndpoints.Expired(call, expired);
        if (found is null) return Unknown(id);
        if (!OrderGrant.Opens(found.Order, call.Service<TimeProvider>().GetUtcNow())) return ExtensionEndpoints.TokenExpired(call, found.Order);
        var isUrn = urn is null || urn == Urns.Product(grant.Order.Tenant, found.File.Collection, found.File.Item);
        return isUrn ? await ServeAsync(call, found) : Unknown(id);
    }

    private static async Task<FileLookup> LookUpAsync(ApiCall call, string tenant, long id, Func<Order, bool> mayOpen)
    {
        var isReadWhole = IsReadFromStart(call.Http.Request) && !call.Service<DirectDownloads>().Serves(call);
        var lookup = await call.Service<FileDelivery>().LookUpAsync(tenant, id, call.Aborted, isReadWhole ? mayOpen : null);
        if (lookup.File?.Early is { } early) call.Http.Response.RegisterForDisposeAsync(early);
        return lookup;
    }

    private static bool IsReadFromStart(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers.Range.Count == 0;

    private static async Task<IResult> ServeAsync(ApiCall call, FoundFile found)
    {
        var file = found.File;
        if (call.Caller.OnlyResumes && !file.External && !GoesOnWith(call, file.BlobETag)) return Resumption.LinkExpired(call.Http);
        call.AnnounceEnd(found.Order);
        if (file.State == FileState.PENDING || found.Order.Progress.Expansion is not null)
        {
            var stand = new OrderStand(new OrderSnapshot(found.Order, "", [], [found.Known.SubOrder]));
            AskAgain.After(
                call.Http.Response, stand.AskAgainAfter(call.Service<TimeProvider>().GetUtcNow()), StatusCodes.Status202Accepted);
            return ApiResults.Empty(StatusCodes.Status202Accepted);
        }

        if (!file.State.CanBeServed()) return ApiError.Unprocessable(file.Error ?? "The file could not be prepared.");
        if (file.External) return await ServeExternalAsync(call, found);
        if (await ServeDirectAsync(call, found) is { } elsewhere) return elsewhere;

        var request = call.Http.Request;
        // A date goes on with nothing here: two versions may be of one second, and every answer has a strong ETag (RFC 9110, 13.1.5).
        RangeConditions.Apply(request, lastModified: null);
        var opened = await call.Service<FileDelivery>().OpenAsync(found, IsReadFromStart(request), call.Aborted);
        if (opened.Changed is { } changed) return await ServeAsync(call, changed);
        if (opened.Content is null) return ApiError.Unprocessable(opened.Error!);
        Download(call, file);
        return TypedResults.Stream(
            Counted(call, opened.Content, DeliveryKind.File), MediaTypes.ForHeader(file.MimeType), lastModified: file.BlobModified,
            entityTag: new EntityTagHeaderValue(file.BlobETag!), enableRangeProcessing: true);
    }

    /// <summary>
    /// 307 to the blob, if that is wanted and can be: the file counts as DOWNLOADED then, since nobody tells whether its bytes
    /// arrived. HEAD changes nothing. The blob is looked at first, so that no address leads to another version.
    /// </summary>
    private static async Task<IResult?> ServeDirectAsync(ApiCall call, FoundFile found)
    {
        var direct = call.Service<DirectDownloads>();
        if (direct.AreOn) call.Http.Response.Headers.Vary = "Prefer";
        if (!direct.Serves(call) || await direct.LinkAsync(found.Order, found.File, call.Aborted) is not { } address) return null;
        var delivery = call.Service<FileDelivery>();
        var opened = await delivery.OpenAsync(found, fromStart: false, call.Aborted);
        if (opened.Changed is { } changed) return await ServeAsync(call, changed);
        if (opened.Content is null) return ApiError.Unprocessable(opened.Error!);
        await opened.Content.DisposeAsync();
        if (HttpMethods.IsGet(call.Http.Request.Method)) await delivery.RecordAsync(found, FileChange.Downloaded);
        DirectDownloads.Apply(call);
        return TypedResults.Redirect(address, permanent: false, preserveMethod: true);
    }

    private static async Task<IResult> ServeExternalAsync(ApiCall call, FoundFile found)
    {
        RangeConditions.DropIfVoid(call.Http.Request);
        var external = call.Service<ExternalFiles>();
        var opened = await external.OpenAsync(found, FirstRead(call.Http.Request), call.Aborted);
        if (opened.Content is not { } content) return ApiError.Unprocessable(opened.Error!);
        if (call.Caller.OnlyResumes && !GoesOnWith(call, content.ETag))
        {
            await content.DisposeAsync();
            return Resumption.LinkExpired(call.Http);
        }

        RangeConditions.Apply(call.Http.Request, content.LastModified);
        Download(call, found.File);
        var stream = TypedResults.Stream(
            Counted(call, content, DeliveryKind.External), MediaTypes.ForHeader(found.File.MimeType), lastModified: content.LastModified, entityTag: ETag(content.ETag),
            enableRangeProcessing: content.SendsRanges);
        return new ExternalResult(stream, fault => external.FailAsync(found, fault));
    }

    private static bool GoesOnWith(ApiCall call, string? etag) => etag is not null && Resumption.VersionOf(call.Http.Request) == etag;

    private static DownloadStream Counted(ApiCall call, Stream content, DeliveryKind kind) =>
        new(new CountedStream(content, call.Service<OrderTelemetry>(), kind), call.Http.Response);

    private static void Download(ApiCall call, OrderFile file)
    {
        ApiHeaders.Download(call.Http.Response.Headers, file.FileName);
        foreach (var (name, value) in FileDigest.Headers(file)) call.Http.Response.Headers[name] = value;
    }

    /// <summary>Which bytes a request will read first, if its conditions hold.</summary>
    private static ByteSpan FirstRead(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method)) return ByteSpan.Probe;
        return request.GetTypedHeaders().Range switch
        {
            null => ByteSpan.All,
            { Ranges.Count: 1 } range when range.Ranges.First() is { From: { } from } only => new ByteSpan(from, only.To),
            _ => ByteSpan.Probe,
        };
    }

    /// <summary>A host may say anything; only what is an entity tag goes into a header.</summary>
    private static EntityTagHeaderValue? ETag(string? text) =>
        text is not null && text.All(letter => letter is > ' ' and <= '~') && EntityTagHeaderValue.TryParse(text, out var tag) ? tag : null;

    private static ApiError Unknown(long id) => ApiError.NotFound($"Data file with id: {id} doesn't exist.");

    /// <summary>The stream, and what follows if the host fails: an error before the first byte, a broken transfer after it.</summary>
    private sealed class ExternalResult(IResult stream, Func<ExternalFileException, Task> onFault) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await stream.ExecuteAsync(httpContext);
            }
            catch (ExternalFileException fault)
            {
                await onFault(fault);
                if (httpContext.Response.HasStarted)
                {
                    httpContext.Abort();
                    return;
                }

                httpContext.Response.Clear();
                ApiHeaders.Apply(httpContext.Response.Headers);
                await ApiError.Unprocessable(fault.Message).ExecuteAsync(httpContext);
            }
        }
    }
}
