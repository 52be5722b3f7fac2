using Microsoft.Extensions.Options;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Mail;

/// <summary>Where clients reach the host, if its settings do not say so; null if it cannot tell.</summary>
public delegate string? HostAddress();

/// <summary>The addresses in e-mails, which no request gives a base address for.</summary>
/// <param name="options">Names the public base address.</param>
/// <param name="mail">Names the page of orders.</param>
/// <param name="host">Asked if <c>Orders:PublicBaseUrl</c> is not set.</param>
/// <param name="tokens">Issues order tokens.</param>
internal sealed class MailLinks(
    IOptions<OrdersOptions> options, IOptions<MailOptions> mail, HostAddress host, OrderTokens tokens)
{
    /// <summary>The order's metalink with its order token; null if the public address of the service is not known.</summary>
    public string? Metalink(Order order)
    {
        if (BaseAddress is not { } address) return null;
        var query = $"?orderToken={tokens.Issue(order)}&scope={Uri.EscapeDataString(order.Tenant)}";
        return new Links(address).Href(ApiRoutes.PublicMetalink) + query;
    }

    /// <summary>
    /// The page where the order's owner follows it: the one that the order names, else the one of the settings; null if
    /// neither is an address for a browser.
    /// </summary>
    public string? OrdersPage(Order order) => Page(order.OnSuccessUrl, BaseAddress) ?? DefaultOrdersPage;

    /// <summary>The page of orders that the settings name, or null.</summary>
    public string? DefaultOrdersPage => Page(mail.Value.OrdersPageUrl, null);

    private string? BaseAddress => string.IsNullOrEmpty(options.Value.PublicBaseUrl) ? host() : options.Value.PublicBaseUrl;

    /// <summary>
    /// An http or https address without user name and password; a path, as REGARDS' clients send it, belongs to the host of the
    /// service. A path has one slash before it: with two it would name another host (RFC 3986 section 4.2), and browsers take a back
    /// slash for a slash. Null for anything else.
    /// </summary>
    internal static string? Page(string? address, string? baseAddress)
    {
        address = address?.Trim();
        if (string.IsNullOrEmpty(address) || address.Any(c => char.IsControl(c) || c == '\\')) return null;
        if (!address.StartsWith('/'))
            return Uri.TryCreate(address, UriKind.Absolute, out var page) && IsPage(page) && NamesHost(address) ? page.AbsoluteUri : null;
        return !address.StartsWith("//", StringComparison.Ordinal)
            && Uri.TryCreate(baseAddress, UriKind.Absolute, out var root)
            && Uri.TryCreate(root, address, out var below)
            && IsPage(below)
            && below.Authority == root.Authority
                ? below.AbsoluteUri
                : null;
    }

    private static bool IsPage(Uri page) =>
        (page.Scheme == Uri.UriSchemeHttp || page.Scheme == Uri.UriSchemeHttps) && page.UserInfo.Length == 0 && page.Host.Length > 0;

    private static bool NamesHost(string address)
    {
        // "https:evil.example" and "https:/evil.example" are addresses to some readers and paths to others.
        var slashes = address.IndexOf("://", StringComparison.Ordinal);
        return slashes > 0 && slashes + 3 < address.Length && address[slashes + 3] != '/';
    }
}
