using System.Text;

namespace ServerlessOrders.Security;

/// <summary>Which names a token may carry. They become parts of storage keys, addresses and URNs, so not everything passes.</summary>
public static class Names
{
    /// <summary>What <see cref="IsTenant"/> accepts, for people.</summary>
    public const string TenantRule =
        "1 to 63 ASCII letters, digits, '-', '_' or '.', beginning and ending with a letter or digit";

    /// <summary>What <see cref="IsUser"/> accepts, for people.</summary>
    public const string UserRule = "1 to 254 characters without control characters and without spaces at its ends";

    /// <summary>True for a tenant's name (<see cref="TenantRule"/>); upper and lower case differ.</summary>
    public static bool IsTenant(string name) =>
        name.Length is > 0 and <= 63
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>True for a login (<see cref="UserRule"/>); half surrogate pairs, which storage could not tell apart, are refused.</summary>
    public static bool IsUser(string name) =>
        name.Length is > 0 and <= 254
        && !char.IsWhiteSpace(name[0])
        && !char.IsWhiteSpace(name[^1])
        && name.EnumerateRunes().All(rune => !Rune.IsControl(rune) && rune != Rune.ReplacementChar);
}
