using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;

namespace ServerlessOrders.Downloads;

/// <summary>The ZIP of an order over HTTP (contract, section 6).</summary>
internal static class ZipEndpoints
{
    /// <summary>GET and HEAD /user/orders/{orderId}/download.</summary>
    internal static async Task<IResult> GetAsync(ApiCall call)
    {
        var (order, refusal) = await FindFilesAsync(call);
        if (order is null) return refusal!;
        var layout = ReadLayout(call);
        if (call.Caller.OnlyResumes) return await GoOnAsync(call, order, layout);
        RangeConditions.DropIfVoid(call.Http.Request);
        var headers = call.Http.Request.GetTypedHeaders();
        var choice = await call.Service<ZipService>().ChooseAsync(
            order, call.Caller.User, BeginsAtStart(headers.Range), headers.Range is null ? null : headers.IfRange?.ToString(), call.Aborted, layout);
        return choice.Status == ZipChoiceStatus.Nothing ? NothingToFetch(call, order.Order, choice.Zip) : await AnswerAsync(call, order, choice);
    }

    /// <summary>GET and HEAD /user/orders/{orderId}/download/{zipId}.</summary>
    internal static async Task<IResult> GetVersionAsync(ApiCall call)
    {
        var (order, refusal) = await FindFilesAsync(call);
        if (order is null) return refusal!;
        RangeConditions.DropIfVoid(call.Http.Request);
        var id = call.RouteText("zipId");
        var known = Resumption.VersionOf(call.Http.Request);
        var choice = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? await call.Service<ZipService>().FindAsync(order.Order.Key, call.Caller.User, number, call.Aborted)
            : ZipChoice.Nothing;
        if (call.Caller.OnlyResumes && (known is null || choice.Zip?.ETag != known)) return Resumption.LinkExpired(call.Http);
        return choice.Status == ZipChoiceStatus.Nothing
            ? ApiError.NotFound($"Order {order.Order.Id} has no ZIP '{id}' of yours.")
            : await AnswerAsync(call, order, choice);
    }

    /// <summary>The rest of what was begun with a link that has run out since; never a ZIP of its own.</summary>
    private static async Task<IResult> GoOnAsync(ApiCall call, OrderSnapshot order, EntryLayout layout)
    {
        var choice = Resumption.VersionOf(call.Http.Request) is { } known
            ? await call.Service<ZipService>().FindAsync(order.Order.Key, call.Caller.User, layout, known, call.Aborted)
            : ZipChoice.Nothing;
        return choice.Status == ZipChoiceStatus.Nothing ? Resumption.LinkExpired(call.Http) : await AnswerAsync(call, order, choice);
    }

    private static async Task<(OrderSnapshot? Order, IResult? Refusal)> FindFilesAsync(ApiCall call)
    {
        var (order, refusal) = await call.FindOrderAsync();
        if (order is null) return (null, refusal);
        if (order.Order.Status == OrderStatus.EXPIRED) return (null, ExtensionEndpoints.Expired(call, order.Order));
        return order.Order.FilesAreGone
            ? (null, ApiError.NotFound($"The files of order {order.Order.Id} are gone: it is {order.Order.Status}."))
            : (order, null);
    }

    private static async Task<IResult> AnswerAsync(ApiCall call, OrderSnapshot order, ZipChoice choice)
    {
        var service = call.Service<ZipService>();
        var response = call.Http.Response;
        var content = choice.Zip is { } version
            ? await service.OpenAsync(order, version, () => response.ContentLength, call.Aborted)
            : null;
        if (content is null)
        {
            return new ApiError(StatusCodes.Status410Gone, choice.Status switch
            {
                ZipChoiceStatus.NotBegun =>
                    "There is no ZIP that this range could continue: you have begun none. Ask without Range, from the first byte.",
                ZipChoiceStatus.Gone =>
                    "The ZIP that you began cannot be finished, because a file in it has become unreadable. Remove what you have of it and "
                    + "begin again, without Range: the next ZIP leaves that file out.",
                _ => "The ZIP that you began is no longer kept, because the files of its order are gone.",
            });
        }

        var zip = choice.Zip!;
        call.AnnounceEnd(order.Order);
        RangeConditions.Apply(call.Http.Request, zip.Created);
        ApiHeaders.Download(response.Headers, ZipContents.Stem(order.Order.Id, zip.Created) + ".zip");
        response.Headers.ContentLocation = call.Links.Href(ApiRoutes.ZipVersion, order.Order.Id, zip.Number);
        var stream = TypedResults.Stream(
            new DownloadStream(new CountedStream(content, call.Service<OrderTelemetry>(), DeliveryKind.Zip), response), "application/octet-stream", lastModified: zip.Created,
            entityTag: new EntityTagHeaderValue(zip.ETag), enableRangeProcessing: true);
        return new ZipResult(stream, content, fault => service.EndAsync(order, zip, fault, CancellationToken.None));
    }

    /// <summary>
    /// True without a range, for one that begins at byte 0, for several (which are answered with everything), and for the last n
    /// bytes: whoever asks for these reads the directory first and has nothing yet.
    /// </summary>
    private static bool BeginsAtStart(RangeHeaderValue? range) => range is not { Ranges.Count: 1 } || range.Ranges.First().From is null or 0;

    private static EntryLayout ReadLayout(ApiCall call) => call.QueryText("layout") switch
    {
        null or "flat" => EntryLayout.Flat,
        "tree" => EntryLayout.Tree,
        "bagit" => EntryLayout.BagIt,
        var other => throw ApiException.BadRequest($"The query parameter 'layout' must be flat, tree or bagit, not '{other}'."),
    };

    /// <summary>204, and the address of the ZIP that was fetched last, if there is one: it can be fetched again.</summary>
    private static IResult NothingToFetch(ApiCall call, Order order, ZipVersion? sent)
    {
        if (sent is not null)
        {
            var address = call.Links.Href(ApiRoutes.ZipVersion, order.Id, sent.Number);
            call.Http.Response.Headers.ContentLocation = address;
            call.Http.Response.Headers.Link = $"<{address}>; rel=\"download-again\"";
        }

        return ApiResults.Empty(StatusCodes.Status204NoContent);
    }

    /// <summary>The stream, and what follows: the record of what was sent; if a member turns out unreadable, the end of the version.</summary>
    private sealed class ZipResult(IResult stream, VirtualZipStream content, Func<ZipMemberUnreadableException, Task> onUnreadable) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await stream.ExecuteAsync(httpContext);
            }
            catch (ZipMemberUnreadableException fault)
            {
                await onUnreadable(fault);
                // Never a clean end.
                httpContext.Abort();
            }
            finally
            {
                // Also if the client has left: it may go on from there.
                await content.RecordAsync(CancellationToken.None);
            }
        }
    }
}
