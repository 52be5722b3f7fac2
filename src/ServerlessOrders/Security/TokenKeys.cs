using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessOrders.Security;

/// <summary>
/// The keys of the HS256 tokens. Order tokens are always signed with <see cref="OrdersOptions.Secret"/>; bearer tokens with a
/// secret of their own if one is set. If both share one, the claim <c>ORDER_ID</c> alone tells them apart, so both
/// readers check it.
/// </summary>
internal sealed class TokenKeys
{
    /// <summary>Takes the keys from the settings.</summary>
    public TokenKeys(IOptions<OrdersOptions> orders, IOptions<SecurityOptions> security)
    {
        OrderToken = Key(orders.Value.Secret);
        var bearer = security.Value.BearerSecret ?? (security.Value.Authority is null ? orders.Value.Secret : null);
        Bearer = bearer is null ? null : Key(bearer);
    }

    /// <summary>Signs order tokens.</summary>
    public SymmetricSecurityKey OrderToken { get; }

    /// <summary>Signs bearer tokens; null if only the authority's are accepted.</summary>
    public SymmetricSecurityKey? Bearer { get; }

    private static SymmetricSecurityKey Key(string secret) => new(Encoding.UTF8.GetBytes(secret));
}
