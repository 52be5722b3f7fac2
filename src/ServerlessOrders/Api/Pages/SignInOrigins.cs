using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api.Pages;

/// <summary>
/// The other hosts that the pages ask while somebody signs in: that of the authority, for its discovery document, and that of its token
/// endpoint, which some providers have elsewhere (OpenID Connect Discovery 1.0 section 3).
/// </summary>
internal sealed class SignInOrigins(
    Authority authority, IOptions<SecurityOptions> security, IOptions<PagesOptions> pages, ILogger<SignInOrigins> log)
{
    // A page that comes without the origin of the token endpoint is better than none: it is right again when it is loaded anew.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The origins, as a Content-Security-Policy names them; none if people sign in with a token. The discovery document is read once by each
    /// process; as long as that fails, only the authority's own origin is told.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        if (security.Value.Authority is not { Length: > 0 } address || string.IsNullOrEmpty(pages.Value.ClientId)) return [];
        var origin = new Uri(address).GetLeftPart(UriPartial.Authority);
        return await FindTokenEndpointAsync(cancellationToken) is { } endpoint
            ? [.. new[] { origin, endpoint.GetLeftPart(UriPartial.Authority) }.Distinct(StringComparer.OrdinalIgnoreCase)]
            : [origin];
    }

    private async Task<Uri?> FindTokenEndpointAsync(CancellationToken cancellationToken)
    {
        OpenIdConnectConfiguration found;
        try
        {
            found = await authority.Configuration!.GetConfigurationAsync(CancellationToken.None).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException or HttpRequestException)
        {
            log.LogWarning("The pages are sent without the origin of the authority's token endpoint: {Reason}", e.Message);
            return null;
        }

        // Whatever else it may say, it is an address of http: nothing of it but scheme, host and port comes into the policy.
        return Uri.TryCreate(found.TokenEndpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "https" or "http" ? endpoint : null;
    }
}
