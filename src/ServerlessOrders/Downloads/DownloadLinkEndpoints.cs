using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Downloads;

/// <summary>Links to the downloads of an order that a browser can open as they are (contract, section 2).</summary>
internal static class DownloadLinkEndpoints
{
    /// <summary>POST /user/orders/{orderId}/download-link: links to ZIP and metalink, and the token that opens the order's files.</summary>
    internal static async Task<IResult> CreateAsync(ApiCall call)
    {
        var key = call.OrderKey();
        if (await call.Service<OrderStore>().FindOrderAsync(key, call.Aborted) is not { } found)
            return ApiError.NotFound($"There is no order {key.Id}.");
        if (call.Refusal(found.Value) is { } refusal) return refusal;

        // Whole seconds: a token counts in them.
        var expires = DateTimeOffset.FromUnixTimeSeconds((call.Service<TimeProvider>().GetUtcNow() + DownloadTokens.Lifetime).ToUnixTimeSeconds());
        var token = call.Service<DownloadTokens>().Issue(call.Caller, key.Id, expires);
        return ApiResults.Json(new Resource<DownloadLinkView>(
            new DownloadLinkView(key.Id, token, expires),
            [To("download", ApiRoutes.Zip), To("metalink", ApiRoutes.Metalink)]));

        Link To(string rel, string route) => new(rel, $"{call.Links.Href(route, key.Id)}?token={token}");
    }
}

/// <summary>A link to the downloads of an order, as the API shows it.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Token">Opens its ZIP, its metalink and each of its files, put behind their addresses as <c>?token=</c>.</param>
/// <param name="ExpirationDate">Until when a download may begin.</param>
internal sealed record DownloadLinkView(long OrderId, string Token, DateTimeOffset ExpirationDate);
