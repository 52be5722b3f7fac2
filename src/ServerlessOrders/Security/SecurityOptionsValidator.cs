using Microsoft.Extensions.Options;

namespace ServerlessOrders.Security;

/// <summary>Refuses at start-up settings that would let the wrong people in or nobody at all.</summary>
internal sealed class SecurityOptionsValidator(IOptions<OrdersOptions> orders) : IValidateOptions<SecurityOptions>
{
    // https://learn.microsoft.com/entra/identity-platform/claims-validation#validate-the-subject; OpenID Connect Core 1.0 section 5.7.
    private static readonly string[] ReassignableClaims =
        ["email", "preferred_username", "upn", "unique_name", "name", "nickname", "given_name", "family_name", "phone_number", "emails"];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Problems(SecurityOptions options)
    {
        const string Section = SecurityOptions.Section;
        if (options.BearerSecret is { } secret)
        {
            if (secret.Length < SecretRules.MinLength)
                yield return $"{Section}:BearerSecret must have at least {SecretRules.MinLength} characters.";
            else if (SecretRules.IsPlaceholder(secret))
                yield return $"{Section}:BearerSecret is still a placeholder that everybody knows: set it to random characters.";
            else if (secret == orders.Value.Secret)
                yield return $"{Section}:BearerSecret must differ from Orders:Secret, which signs order tokens.";
        }

        if (options.Authority is { } authority)
        {
            if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri)
                || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
                yield return $"{Section}:Authority must be an https address (http only on this machine).";
            if (options.Audiences.Count == 0 || options.Audiences.Any(string.IsNullOrWhiteSpace))
                yield return $"{Section}:Audiences must name the audiences for which the authority issues tokens.";
        }

        if (string.IsNullOrEmpty(options.Issuer) || string.IsNullOrEmpty(options.Audience))
            yield return $"{Section}:Issuer and {Section}:Audience must not be empty.";
        if (string.IsNullOrEmpty(options.UserClaim) || string.IsNullOrEmpty(options.EmailClaim)
            || string.IsNullOrEmpty(options.RoleClaim) || string.IsNullOrEmpty(options.TenantClaim))
            yield return $"{Section}: UserClaim, EmailClaim, RoleClaim and TenantClaim must not be empty.";
        if (options.Authority is not null && ReassignableClaims.Contains(options.UserClaim))
            yield return $"{Section}:UserClaim '{options.UserClaim}' is a name that the authority can give to somebody else, who would own the orders of before: use sub, or oid with Entra ID, and put '{options.UserClaim}' into {Section}:EmailClaim.";
        if (options.DefaultTenant is { } tenant && !Names.IsTenant(tenant))
            yield return $"{Section}:DefaultTenant '{tenant}' is not a tenant: {Names.TenantRule}.";
    }
}
