using System.ComponentModel.DataAnnotations;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api.Pages;

/// <summary>What the pages must know before anybody has signed in.</summary>
/// <param name="SignIn">
/// How people sign in: <c>oidc</c> at the authority (OpenID Connect, authorization code flow with PKCE, RFC 7636), <c>token</c> with a
/// bearer token that they were given.
/// </param>
/// <param name="Authority">The OpenID Connect authority; absent if people sign in with a token.</param>
/// <param name="ClientId">The pages' client id at the authority; absent if people sign in with a token.</param>
/// <param name="Scope">What to ask the authority for, separated by spaces; absent if people sign in with a token.</param>
/// <param name="PublicCatalog">True if anyone may look at the catalog, and has to sign in only to order; absent else.</param>
internal sealed record PagesConfig(
    [AllowedValues("oidc", "token")] string SignIn, string? Authority = null, string? ClientId = null, string? Scope = null, bool? PublicCatalog = null)
{
    /// <summary>What the settings say.</summary>
    internal static PagesConfig Of(SecurityOptions security, PagesOptions pages, OrdersOptions orders)
    {
        var config = security.Authority is { Length: > 0 } authority && pages.ClientId is { Length: > 0 } client
            ? new PagesConfig("oidc", authority, client, pages.Scope)
            : new PagesConfig("token");
        return config with { PublicCatalog = orders.PublicCatalog is { Length: > 0 } ? true : null };
    }
}
