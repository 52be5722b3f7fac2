using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessOrders.Security;

/// <summary>
/// Tokens of links to the downloads of one order, for pages that must not put the user's own token into an address (contract,
/// section 2): HS256, signed with <see cref="OrdersOptions.Secret"/>, valid for <see cref="Lifetime"/>. Such a token opens the order's ZIP,
/// metalink and files for the user whom it was made for, as <c>?token=</c>, and nothing else. A browser goes on with a download that was
/// paused by the address with which it began: for that, and nothing else, the token is good as long as the order is.
/// </summary>
internal sealed class DownloadTokens(TokenKeys keys, TimeProvider time)
{
    /// <summary>How long a download can be begun.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // What tells it from an order token, which has the same claims otherwise and a longer life.
    private const string Use = "use";
    private const string Download = "download";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials = new(keys.OrderToken, SecurityAlgorithms.HmacSha256);
    private readonly TokenValidationParameters _rules = new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKeyResolver = (_, _, _, _) => [keys.OrderToken],
        ValidateIssuer = false,
        ValidateAudience = false,
        LifetimeValidator = (_, expires, _, _) => expires is not null,
    };

    /// <summary>Makes a token for a user who may use the order.</summary>
    public string Issue(Caller caller, long orderId, DateTimeOffset expires) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = new Dictionary<string, object>
        {
            [TokenClaims.Subject] = caller.User,
            [TokenClaims.Email] = caller.Name,
            [TokenClaims.Role] = caller.Role.ToString(),
            [TokenClaims.Tenant] = caller.Tenant,
            [TokenClaims.OrderId] = orderId.ToString(CultureInfo.InvariantCulture),
            [Use] = Download,
        },
        Expires = expires.UtcDateTime,
        SigningCredentials = _credentials,
    });

    /// <summary>The user whom a token was made for, limited to its order, and to going on once it has run out; null for any other token, or a forged one.</summary>
    public async Task<Caller?> ReadAsync(string token)
    {
        if (TokenText.Read(token) is not { } unchecked_ || CallerClaims.Text(unchecked_, Use) != Download) return null;
        var result = await _handler.ValidateTokenAsync(unchecked_, _rules);
        if (!result.IsValid) return null;
        var jwt = (JsonWebToken)result.SecurityToken;
        return CallerClaims.Text(jwt, TokenClaims.Tenant) is { } tenant && Names.IsTenant(tenant)
            && CallerClaims.Text(jwt, TokenClaims.Subject) is { } user && Names.IsUser(user)
            && Enum.TryParse<Role>(CallerClaims.Text(jwt, TokenClaims.Role), out var role)
            && long.TryParse(CallerClaims.Text(jwt, TokenClaims.OrderId), NumberStyles.None, CultureInfo.InvariantCulture, out var order)
            ? new Caller(tenant, user, role, CallerClaims.Text(jwt, TokenClaims.Email)) { OnlyOrder = order, OnlyResumes = jwt.ValidTo <= time.GetUtcNow().UtcDateTime }
            : null;
    }
}
