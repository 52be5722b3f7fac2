namespace ServerlessOrders.Security;

/// <summary>The names of the claims (contract, section 2).</summary>
internal static class TokenClaims
{
    /// <summary>The identity.</summary>
    public const string Subject = "sub";

    /// <summary>The e-mail address.</summary>
    public const string Email = "email";

    public const string Role = "role";

    public const string Tenant = "tenant";

    /// <summary>The one order that an order token opens, a number as text. A token with it is an order token, without it never.</summary>
    public const string OrderId = "ORDER_ID";
}
