namespace ServerlessOrders.Security;

/// <summary>
/// Who is let in, section <c>Orders:Security</c> of the configuration. Without an authority, bearer tokens are HS256 tokens
/// signed with <see cref="BearerSecret"/>, or with <see cref="OrdersOptions.Secret"/> if that is not set either. With an
/// authority, its tokens are accepted, and HS256 ones only if <see cref="BearerSecret"/> is set.
/// </summary>
internal sealed class SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orders:Security";

    /// <summary>The secret of HS256 bearer tokens (local use, service to service): at least 32 characters.</summary>
    public string? BearerSecret { get; set; }

    /// <summary>The issuer of HS256 bearer tokens: a token that names another is refused, one that names none is not.</summary>
    public string Issuer { get; set; } = "serverless-orders";

    /// <summary>The audience of HS256 bearer tokens: a token that names only others is refused, one that names none is not.</summary>
    public string Audience { get; set; } = "serverless-orders";

    /// <summary>
    /// The OpenID Connect authority, such as <c>https://login.microsoftonline.com/{tenant}/v2.0</c>; its discovery document is
    /// read from <c>/.well-known/openid-configuration</c> below it. HTTPS, but for this machine.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>The audiences for which the authority must have issued a token; at least one if an authority is set.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The claim that holds the identity, to which orders and baskets belong. Default <c>sub</c>; Entra ID: <c>oid</c>. Never a name that
    /// can be given to somebody else, such as <c>email</c>, <c>upn</c> or <c>preferred_username</c>.
    /// </summary>
    public string UserClaim { get; set; } = TokenClaims.Subject;

    /// <summary>
    /// The claim that holds the e-mail address, which people see as the owner of an order and to which mails go. Default <c>email</c>;
    /// Entra ID: <c>preferred_username</c>. A token without it shows its identity instead.
    /// </summary>
    public string EmailClaim { get; set; } = TokenClaims.Email;

    /// <summary>The claim that holds the role, a text or a list. Default <c>role</c>; Entra ID app roles: <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = TokenClaims.Role;

    /// <summary>The claim that holds the tenant. Default <c>tenant</c>; Entra ID: <c>tid</c>.</summary>
    public string TenantClaim { get; set; } = TokenClaims.Tenant;

    /// <summary>The tenant of tokens without that claim; if it is not set, such tokens are refused.</summary>
    public string? DefaultTenant { get; set; }

    /// <summary>Which role a value of the role claim stands for (Entra ID app roles). The names of the roles themselves need no entry.</summary>
    public IDictionary<string, Role> Roles { get; } = new Dictionary<string, Role>(StringComparer.Ordinal);
}
