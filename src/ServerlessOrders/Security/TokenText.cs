using Microsoft.IdentityModel.JsonWebTokens;

namespace ServerlessOrders.Security;

/// <summary>Takes a compact JWT apart, without trusting any of it yet.</summary>
internal static class TokenText
{
    private const int MaxLength = 16 * 1024;

    /// <summary>
    /// The parts of a signed token; null for anything else: no JWT, an encrypted one, one too long, or one whose header names
    /// extensions that must be understood (<c>crit</c>, RFC 7515 section 4.1.11), of which this service understands none.
    /// </summary>
    internal static JsonWebToken? Read(string text)
    {
        if (text.Length > MaxLength) return null;
        try
        {
            var token = new JsonWebToken(text);
            return token.IsSigned && !token.IsEncrypted && !token.TryGetHeaderValue<object>("crit", out _) ? token : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
