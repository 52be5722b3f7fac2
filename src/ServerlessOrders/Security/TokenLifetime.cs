using Microsoft.IdentityModel.Tokens;

namespace ServerlessOrders.Security;

/// <summary>
/// When a token is valid: from its <c>nbf</c>, less <see cref="NotBeforeSkew"/> for an issuer whose clock is ahead, up to but
/// not including its <c>exp</c>, to the second and with no grace. A token without <c>exp</c> never is.
/// </summary>
internal static class TokenLifetime
{
    internal static readonly TimeSpan NotBeforeSkew = TimeSpan.FromSeconds(60);

    internal static LifetimeValidator Validator(TimeProvider time) => (notBefore, expires, _, _) =>
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end && (notBefore is not { } start || start <= now + NotBeforeSkew);
    };
}
