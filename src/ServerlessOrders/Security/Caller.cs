namespace ServerlessOrders.Security;

/// <summary>Roles, least first (contract, section 2). ADMIN and PROJECT_ADMIN have the same rights.</summary>
public enum Role
{
    /// <summary>Anyone, without a token.</summary>
    PUBLIC,

    /// <summary>A known user.</summary>
    REGISTERED_USER,

    /// <summary>An operator who may see every order of the tenant.</summary>
    EXPLOIT,

    /// <summary>An administrator of the tenant.</summary>
    ADMIN,

    /// <summary>An administrator of the tenant, by its other name.</summary>
    PROJECT_ADMIN,

    /// <summary>An administrator of the installation.</summary>
    INSTANCE_ADMIN,
}

/// <summary>Who asks, as the token says.</summary>
/// <param name="Tenant">The tenant; empty for a request without a token.</param>
/// <param name="User">
/// The identity: what belongs to the caller belongs to it, so it never is a name that could be given to somebody else. Empty for a request
/// without a token.
/// </param>
/// <param name="Role">The role.</param>
/// <param name="Email">The e-mail address, which people see and which may change; null if the token has none, or it is the identity.</param>
internal sealed record Caller(string Tenant, string User, Role Role, string? Email = null)
{
    /// <summary>What people see: the e-mail address, or the identity of a caller without one.</summary>
    public string Name => Email ?? User;

    /// <summary>The only order that the token opens, of a link to its downloads (<see cref="DownloadTokens"/>); null for any other token.</summary>
    public long? OnlyOrder { get; init; }

    /// <summary>True if the token has run out, and opens nothing but the rest of a download that was begun with it (<see cref="DownloadTokens"/>).</summary>
    public bool OnlyResumes { get; init; }

    /// <summary>A request without a token.</summary>
    public static Caller Anonymous { get; } = new("", "", Role.PUBLIC);

    /// <summary>True for ADMIN, PROJECT_ADMIN and INSTANCE_ADMIN.</summary>
    public bool IsAdmin => Role >= Role.ADMIN;
}
