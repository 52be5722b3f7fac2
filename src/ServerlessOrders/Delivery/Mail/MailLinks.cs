using Microsoft.Extensions.Options;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Delivery.Mail;

/// <summary>Where clients reach the host, where its settings do not say so; null where it cannot tell.</summary>
public delegate string? HostAddress();

/// <summary>The addresses in e-mails, which no request gives a base address for.</summary>
/// <param name="options">Names the public base address.</param>
/// <param name="mail">Names the page of orders.</param>
/// <param name="host">Where <c>Orders:PublicBaseUrl</c> is not set.</param>
/// <param name="tokens">Issues order tokens.</param>
public sealed class MailLinks(
    IOptions<OrdersOptions> options, IOptions<MailOptions> mail, HostAddress host, OrderTokens tokens)
{
    /// <summary>The order's metalink with its order token; null where the public address of the service is not known.</summary>
    public string? Metalink(Order order)
    {
        if (BaseAddress is not { } address) return null;
        var query = $"?orderToken={tokens.Issue(order)}&scope={Uri.EscapeDataString(order.Tenant)}";
        return new Links(address).Href(ApiRoutes.PublicMetalink) + query;
    }

    /// <summary>
    /// The page where the order's owner follows it: the one that the order names, else the one of the settings; null where
    /// neither is an address for a browser.
    /// </summary>
    public string? OrdersPage(Order order) => Page(order.OnSuccessUrl, BaseAddress) ?? DefaultOrdersPage;

    /// <summary>The page of orders that the settings name, or null.</summary>
    public string? DefaultOrdersPage => Page(mail.Value.OrdersPageUrl, null);

    private string? BaseAddress => string.IsNullOrEmpty(options.Value.PublicBaseUrl) ? host() : options.Value.PublicBaseUrl;

    /// <summary>
    /// An http or https address without user name and password; a path, as REGARDS' clients send it, belongs to the host of the
    /// service. Null for anything else.
    /// </summary>
    internal static string? Page(string? address, string? baseAddress)
    {
        if (string.IsNullOrWhiteSpace(address) || address.Any(char.IsControl)) return null;
        Uri? page;
        var found = address.StartsWith('/')
            ? Uri.TryCreate(baseAddress, UriKind.Absolute, out var root) & Uri.TryCreate(root, address, out page)
            : Uri.TryCreate(address, UriKind.Absolute, out page);
        return found && (page!.Scheme == Uri.UriSchemeHttp || page.Scheme == Uri.UriSchemeHttps) && page.UserInfo.Length == 0
            ? page.AbsoluteUri
            : null;
    }
}
