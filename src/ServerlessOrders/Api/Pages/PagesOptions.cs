namespace ServerlessOrders.Api.Pages;

/// <summary>How people sign in at the pages, section <c>Orders:Pages</c> of the configuration.</summary>
public sealed class PagesOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orders:Pages";

    /// <summary>
    /// The pages' own client id at the authority (<c>Orders:Security:Authority</c>): a public client that may use the authorization code
    /// flow with PKCE and has the address of the service, with a slash at its end, as redirect URI. Without it people paste a token.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>
    /// What the pages ask the authority for, separated by spaces. Default <c>openid</c>; Entra ID needs the scope of the API too:
    /// <c>openid api://CLIENT-ID/.default</c>.
    /// </summary>
    public string Scope { get; set; } = "openid";
}
