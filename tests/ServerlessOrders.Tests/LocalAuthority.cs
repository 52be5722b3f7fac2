using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessOrders.Tests;

/// <summary>A small OpenID Connect authority on this machine: discovery document, key set, sign-in without a question, and tokens signed with its key.</summary>
public sealed class LocalAuthority : IAsyncDisposable
{
    public const string Audience = "api://orders";

    private readonly WebApplication _app;
    private RSA _rsa = RSA.Create(2048);

    private LocalAuthority(WebApplication app)
    {
        _app = app;
        Key = new RsaSecurityKey(_rsa) { KeyId = "key-1" };
    }

    public RsaSecurityKey Key { get; private set; }

    public string Address { get; private set; } = "";

    /// <summary>Where its token endpoint is: by another name of this machine, so for a browser another host, as some providers have it.</summary>
    public string TokenOrigin => Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<LocalAuthority> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var authority = new LocalAuthority(builder.Build());
        authority._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = authority.Address,
            jwks_uri = authority.Address + "/keys",
            authorization_endpoint = authority.Address + CodeFlow.AuthorizePath,
            token_endpoint = authority.TokenOrigin + CodeFlow.TokenPath,
        }));
        new CodeFlow(authority).Map(authority._app);
        authority._app.MapGet("/keys", () => Results.Json(new { keys = new[] { authority.PublicKey() } }));
        // Scripts of other origins ask for all but the sign-in page.
        authority._app.Use((http, next) =>
        {
            http.Response.Headers.AccessControlAllowOrigin = "*";
            return next(http);
        });
        await authority._app.StartAsync(TestContext.Current.CancellationToken);
        authority.Address = authority._app.Urls.Single();
        return authority;
    }

    /// <summary>The public key as anyone can fetch it.</summary>
    public string PublicKeyPem() => _rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>Signs with another key from now on, and publishes that one only.</summary>
    public void ChangeKey()
    {
        _rsa.Dispose();
        _rsa = RSA.Create(2048);
        Key = new RsaSecurityKey(_rsa) { KeyId = "key-2" };
    }

    public string Token(
        Dictionary<string, object> claims, DateTimeOffset expires, string? issuer = null, string audience = Audience, SecurityKey? key = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Address,
            Audience = audience,
            Claims = claims,
            Expires = expires.UtcDateTime,
            SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.RsaSha256),
        });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private object PublicKey()
    {
        var parameters = _rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            kid = Key.KeyId,
            n = Base64UrlEncoder.Encode(parameters.Modulus),
            e = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }
}
