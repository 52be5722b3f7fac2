using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessOrders.Security;

/// <summary>Makes HS256 bearer tokens for local use and for services, such as the <c>token</c> command prints.</summary>
public sealed class TokenIssuer
{
    private readonly TokenKeys _keys;
    private readonly IOptions<SecurityOptions> _options;
    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    internal TokenIssuer(TokenKeys keys, IOptions<SecurityOptions> options, TimeProvider time) =>
        (_keys, _options, _time) = (keys, options, time);

    /// <summary>Makes a token that <see cref="BearerTokens"/> of the same settings accepts.</summary>
    /// <param name="tenant">The tenant (<see cref="Names.TenantRule"/>).</param>
    /// <param name="user">The login, an e-mail address (<see cref="Names.UserRule"/>).</param>
    /// <param name="role">The role.</param>
    /// <param name="validFor">How long it is valid from now; more than zero.</param>
    /// <param name="email">The e-mail address; null: the login.</param>
    /// <exception cref="ArgumentException">A name or the duration is not acceptable; the message says which and why.</exception>
    /// <exception cref="InvalidOperationException">The settings accept no HS256 bearer tokens.</exception>
    public string Issue(string tenant, string user, Role role, TimeSpan validFor, string? email = null)
    {
        if (!Names.IsTenant(tenant)) throw new ArgumentException($"'{tenant}' is not a tenant: {Names.TenantRule}.", nameof(tenant));
        if (!Names.IsUser(user)) throw new ArgumentException($"'{user}' is not a login: {Names.UserRule}.", nameof(user));
        if (validFor <= TimeSpan.Zero) throw new ArgumentException("A token must be valid for some time.", nameof(validFor));
        if (_keys.Bearer is null)
        {
            throw new InvalidOperationException(
                $"Only tokens of the authority are accepted; set {SecurityOptions.Section}:{nameof(SecurityOptions.BearerSecret)} to issue others.");
        }

        var now = _time.GetUtcNow();
        var settings = _options.Value;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = settings.Issuer,
            Audience = settings.Audience,
            Claims = new Dictionary<string, object>
            {
                [settings.EmailClaim] = email ?? user,
                [settings.UserClaim] = user,
                [settings.RoleClaim] = role.ToString(),
                [settings.TenantClaim] = tenant,
            },
            IssuedAt = now.UtcDateTime,
            Expires = (now + validFor).UtcDateTime,
            SigningCredentials = new SigningCredentials(_keys.Bearer, SecurityAlgorithms.HmacSha256),
        });
    }
}
