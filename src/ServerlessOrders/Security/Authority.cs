using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ServerlessOrders.Security;

/// <summary>
/// The OpenID Connect authority: its issuer name and signing keys, read from its discovery document when first needed and kept;
/// read again every 12 hours, and when a token names an unknown key, at most every 5 minutes.
/// </summary>
internal sealed class Authority : IDisposable
{
    private readonly HttpClient? _http;

    /// <summary>Prepares to read the authority of the settings; nothing is read yet.</summary>
    public Authority(IOptions<SecurityOptions> options)
    {
        if (options.Value.Authority is not { } address) return;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(15) })
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        Configuration = new ConfigurationManager<OpenIdConnectConfiguration>(
            address.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = !new Uri(address).IsLoopback });
    }

    /// <summary>The authority's published configuration; null if no authority is set.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration>? Configuration { get; }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();
}
