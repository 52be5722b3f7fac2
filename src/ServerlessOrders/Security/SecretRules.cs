namespace ServerlessOrders.Security;

/// <summary>Which secrets may sign tokens.</summary>
internal static class SecretRules
{
    /// <summary>The fewest characters of a secret: HS256 needs 256 bits (RFC 7518 section 3.2).</summary>
    public const int MinLength = 32;

    private static readonly string[] Placeholders = ["replaceme", "replacethis", "changeme", "changethis", "yoursecret", "mysecret", "placeholder", "example"];

    /// <summary>True for a text that stands in an example of settings (<c>local.settings.sample.json</c>) for a secret of one's own.</summary>
    public static bool IsPlaceholder(string secret)
    {
        var letters = string.Concat(secret.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return Placeholders.Any(text => letters.StartsWith(text, StringComparison.Ordinal));
    }
}
