using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessOrders.Tests;

/// <summary>
/// The authorization code flow of an authority that signs everybody in as Ada (OpenID Connect Core 1.0 section 3.1), with PKCE (RFC 7636):
/// a code is given out once, and only to who knows what its challenge was made of.
/// </summary>
internal sealed class CodeFlow(LocalAuthority authority)
{
    public const string AuthorizePath = "/authorize";
    public const string TokenPath = "/token";

    /// <summary>The tenant of whoever signs in.</summary>
    public const string Tenant = "demo";

    private readonly ConcurrentDictionary<string, IQueryCollection> _codes = new();

    public void Map(WebApplication app)
    {
        app.MapGet(AuthorizePath, (HttpRequest request) => Authorize(request.Query));
        app.MapPost(TokenPath, async (HttpRequest request) => Exchange(await request.ReadFormAsync()));
    }

    private IResult Authorize(IQueryCollection asked)
    {
        if (asked["response_type"] != "code" || asked["code_challenge_method"] != "S256") return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = asked;
        return Results.Redirect(QueryHelpers.AddQueryString(
            asked["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] }));
    }

    private IResult Exchange(IFormCollection form)
    {
        if (!_codes.TryRemove(form["code"].ToString(), out var asked)
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked["code_challenge"]
            || form["redirect_uri"] != asked["redirect_uri"])
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);

        var expires = TimeProvider.System.GetUtcNow().AddHours(1);
        var claims = new Dictionary<string, object>
        {
            ["sub"] = "ada-1", ["email"] = "ada@example.org", ["role"] = "REGISTERED_USER", ["tenant"] = Tenant,
            ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
        };
        return Results.Json(new
        {
            access_token = authority.Token(claims, expires),
            id_token = authority.Token(claims, expires, audience: asked["client_id"].ToString()),
            token_type = "Bearer",
            expires_in = 3600,
        });
    }
}
