using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessOrders.Security;

namespace ServerlessOrders.Orders;

/// <summary>
/// What an order token opens: one order's metalink and files, and nothing else, as long as <see cref="Opens"/> says.
/// </summary>
/// <param name="Order">The order.</param>
/// <param name="User">The identity of its owner, in whose name the files are fetched.</param>
internal sealed record OrderGrant(OrderKey Order, string User)
{
    /// <summary>
    /// Whether the token opens the order now. The order's own date decides, not the one in the token: a token that was given out before
    /// the order was extended lives on with it (contract, section 12).
    /// </summary>
    /// <param name="order">The order as it is now.</param>
    /// <param name="now">The time.</param>
    public static bool Opens(Order order, DateTimeOffset now) => now < order.ExpirationDate;
}

/// <summary>Issues and reads order tokens (contract, section 2): HS256, signed with <see cref="OrdersOptions.Secret"/>.</summary>
internal sealed class OrderTokens
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;
    private readonly TokenValidationParameters _rules;

    /// <summary>Makes the issuer and reader.</summary>
    public OrderTokens(TokenKeys keys)
    {
        _credentials = new SigningCredentials(keys.OrderToken, SecurityAlgorithms.HmacSha256);
        _rules = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKeyResolver = (_, _, _, _) => [keys.OrderToken],
            ValidateIssuer = false,
            ValidateAudience = false,
            // The order lives as long as its row says, which may be longer than when the token was made.
            LifetimeValidator = (_, expires, _, _) => expires is not null,
        };
    }

    /// <summary>Makes the token of an order.</summary>
    public string Issue(Order order)
    {
        var role = Enum.TryParse<Role>(order.OwnerRole, out var known) ? known : Role.REGISTERED_USER;
        return Issue(order.Key, order.Owner, role, order.ExpirationDate, order.OwnerEmail);
    }

    /// <summary>Makes the token of an order. The same order, owner, role and expiration give the same token.</summary>
    /// <param name="order">The order that it opens.</param>
    /// <param name="owner">The identity of the order's owner.</param>
    /// <param name="role">The owner's role.</param>
    /// <param name="expires">The order's expiration date; counts in whole seconds.</param>
    /// <param name="email">The owner's e-mail address; null if it is the identity.</param>
    public string Issue(OrderKey order, string owner, Role role, DateTimeOffset expires, string? email = null) =>
        _handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                [TokenClaims.Subject] = owner,
                [TokenClaims.Email] = email ?? owner,
                [TokenClaims.Role] = role.ToString(),
                [TokenClaims.Tenant] = order.Tenant,
                [TokenClaims.OrderId] = order.Id.ToString(CultureInfo.InvariantCulture),
            },
            Expires = expires.UtcDateTime,
            SigningCredentials = _credentials,
        });

    /// <summary>
    /// Reads a token, however old; null if it is missing, badly signed, or no order token (a bearer token is none). Whether it still
    /// opens its order is told by <see cref="OrderGrant.Opens"/>.
    /// </summary>
    public async Task<OrderGrant?> ReadAsync(string? token)
    {
        if (token is null || TokenText.Read(token) is not { } unchecked_) return null;
        var result = await _handler.ValidateTokenAsync(unchecked_, _rules);
        if (!result.IsValid) return null;
        var jwt = (JsonWebToken)result.SecurityToken;
        return CallerClaims.Text(jwt, TokenClaims.Tenant) is { } tenant && Names.IsTenant(tenant)
            && CallerClaims.Text(jwt, TokenClaims.Subject) is { } user && Names.IsUser(user)
            && long.TryParse(CallerClaims.Text(jwt, TokenClaims.OrderId), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && id > 0
            ? new OrderGrant(new OrderKey(tenant, id), user)
            : null;
    }
}
