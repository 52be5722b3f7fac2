using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ServerlessOrders.Security;

/// <summary>Reads from a validated token who the caller is, by the claim names and the role mapping of the settings.</summary>
internal sealed class CallerClaims(SecurityOptions options)
{
    private static readonly Dictionary<string, Role> RoleNames =
        Enum.GetValues<Role>().ToDictionary(role => role.ToString(), StringComparer.Ordinal);

    /// <summary>Reads the caller, or tells what is wrong with the claims. A token without a known role gives PUBLIC.</summary>
    internal bool TryRead(JsonWebToken token, [NotNullWhen(true)] out Caller? caller, out string problem)
    {
        caller = null;
        var user = Text(token, options.UserClaim);
        if (user is null || !Names.IsUser(user))
        {
            problem = $"The token's claim '{options.UserClaim}' must hold an identity: {Names.UserRule}.";
            return false;
        }

        var tenant = token.TryGetClaim(options.TenantClaim, out _) ? Text(token, options.TenantClaim) : options.DefaultTenant;
        if (tenant is null || !Names.IsTenant(tenant))
        {
            problem = $"The token's claim '{options.TenantClaim}' must hold a tenant: {Names.TenantRule}.";
            return false;
        }

        problem = "";
        // An address only says who somebody is to people: one that cannot be shown is as none.
        var email = Text(token, options.EmailClaim) is { } address && address != user && Names.IsUser(address) ? address : null;
        caller = new Caller(tenant, user, HighestRole(token), email);
        return true;
    }

    /// <summary>The one text value of a claim; null if there is none, several, or one that is not text.</summary>
    internal static string? Text(JsonWebToken token, string claim)
    {
        var values = token.Claims.Where(c => c.Type == claim).Take(2).ToList();
        return values is [{ ValueType: ClaimValueTypes.String } only] ? only.Value : null;
    }

    private Role HighestRole(JsonWebToken token) =>
        token.Claims
            .Where(claim => claim.Type == options.RoleClaim)
            .Select(claim => options.Roles.TryGetValue(claim.Value, out var mapped) ? mapped : RoleNames.GetValueOrDefault(claim.Value))
            .DefaultIfEmpty(Role.PUBLIC)
            .Max();
}
