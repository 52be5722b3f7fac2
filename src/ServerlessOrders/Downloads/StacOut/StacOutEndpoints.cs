using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Downloads.StacOut;

/// <summary>An order as STAC (contract, section 10): what was ordered as an item collection, page by page.</summary>
internal static class StacOutEndpoints
{
    private const string MediaType = StacMedia.GeoJson;
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>GET /user/orders/{orderId}/stac.</summary>
    internal static async Task<IResult> GetAsync(ApiCall call)
    {
        var (order, refusal) = await call.FindOrderAsync();
        if (order is null) return refusal!;
        return await AnswerAsync(
            call, order, call.Links.Href(ApiRoutes.OrderStac, order.Order.Id), "", id => call.Links.Href(ApiRoutes.File, id));
    }

    /// <summary>GET /user/orders/stac?orderToken=: the same, with addresses that carry the token.</summary>
    internal static async Task<IResult> GetByTokenAsync(ApiCall call)
    {
        var tokens = call.Service<OrderTokens>();
        if (await tokens.ReadAsync(call.QueryText("orderToken")) is not { } grant)
            return ApiError.Unauthorized("The orderToken is missing, expired or not valid.");
        call.Concerns(grant.Order);
        if (await call.Service<OrderStore>().FindAsync(grant.Order, call.Aborted) is not { } order) return ApiError.NotFound("There is no such order.");
        var token = $"orderToken={tokens.Issue(order.Order)}&scope={Uri.EscapeDataString(order.Order.Tenant)}";
        return await AnswerAsync(
            call, order, call.Links.Href(ApiRoutes.PublicOrderStac), token, id => $"{call.Links.Href(ApiRoutes.PublicFile, id)}?{token}");
    }

    private static async Task<IResult> AnswerAsync(ApiCall call, OrderSnapshot snapshot, string address, string token, Func<long, string> addressOf)
    {
        var order = snapshot.Order;
        var limit = ReadLimit(call);
        var after = ReadAfter(call, order);
        if (order.FilesAreGone) return ApiError.NotFound($"The files of order {order.Id} are gone: it is {order.Status}.");

        var page = await call.Service<OrderedItems>().ReadAsync(snapshot, after, limit, call.Aborted);
        var items = new OrderedItemDocument(
            order, call.Service<StorageSchemes>(), call.Links, file => addressOf(FileIds.Of(order.Id, file.Position)));
        return ApiResults.Stream(call.Http.Request, MediaType, async stream =>
        {
            await using var writer = new Utf8JsonWriter(stream, RawJson.Options);
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            writer.WriteNumber("numberReturned", page.Items.Count);
            writer.WriteStartArray("features");
            foreach (var item in page.Items)
            {
                items.Write(writer, item);
                await writer.FlushAsync(call.Aborted);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("links");
            writer.WriteLink("self", To(call.QueryText("after")), MediaType);
            if (page.Next is { } last) writer.WriteLink("next", To(FileIds.Of(order.Id, last).ToString(CultureInfo.InvariantCulture)), MediaType);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });

        string To(string? from)
        {
            IEnumerable<string> query = [token, $"limit={limit}", from is null ? "" : $"after={from}"];
            return $"{address}?{string.Join('&', query.Where(part => part.Length > 0))}";
        }
    }

    private static int ReadLimit(ApiCall call)
    {
        if (call.QueryText("limit") is not { } text) return DefaultLimit;
        return text.All(char.IsAsciiDigit) && text.Any(digit => digit != '0')
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Min(limit, MaxLimit) : MaxLimit
            : throw ApiException.BadRequest($"The query parameter 'limit' must be an integer from 1, not '{text}'.");
    }

    /// <summary>The position of the file behind which the page begins; null for the start.</summary>
    private static int? ReadAfter(ApiCall call, Order order)
    {
        if (call.QueryText("after") is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && FileIds.TrySplit(id, out var orderId, out var position) && orderId == order.Id
            ? position
            : throw ApiException.BadRequest($"The query parameter 'after' must be the id of a file of order {order.Id}, as a next link has it, not '{text}'.");
    }
}
