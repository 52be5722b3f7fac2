namespace ServerlessOrders.Outbound;

/// <summary>
/// Addresses of external files as people may see them. What signs an address opens the file to whoever reads it: shared access
/// signatures of Azure, presigned addresses of S3 and Google Cloud Storage, signed ones of content networks, access tokens.
/// </summary>
internal static class SignedAddress
{
    private const string Hidden = "hidden";

    private static readonly string[] Parts = ["signature", "token", "secret", "passw", "credential", "apikey", "accesskey", "authori", "hmac", "jwt", "session", "keypairid"];

    private static readonly string[] Ends = ["sig", "hdnts", "hdnea", "policy", "pwd", "auth", "key"];

    /// <summary>
    /// The address with <c>hidden</c> for each value of its query that could be a signature, a token or a password, and without a
    /// user name, a password and a fragment. A text that is not an address gives nothing away either.
    /// </summary>
    public static string Show(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return "an address that cannot be read";
        var place = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return uri.Query.Length < 2 ? place : $"{place}?{string.Join('&', uri.Query[1..].Split('&').Select(Show))}";

        static string Show(string parameter)
        {
            var (name, value) = parameter.Split('=', 2) is [var left, var right] ? (left, right) : ("", parameter);
            // Without a name, all of it is a value; an address within the address has parameters of its own.
            var secret = name.Length == 0 ? IsSecret(value) : IsSecret(name) || Uri.UnescapeDataString(value).Split('?', '&', '=').Any(IsSecret);
            return !secret ? parameter : name.Length == 0 ? Hidden : $"{name}={Hidden}";
        }
    }

    private static bool IsSecret(string name)
    {
        var letters = string.Concat(Uri.UnescapeDataString(name).Where(char.IsAsciiLetter)).ToLowerInvariant();
        return Parts.Any(part => letters.Contains(part, StringComparison.Ordinal)) || Ends.Any(end => letters.EndsWith(end, StringComparison.Ordinal));
    }
}
