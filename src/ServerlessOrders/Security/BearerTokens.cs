using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessOrders.Security;

/// <summary>How the check of a bearer token ended.</summary>
public enum BearerStatus
{
    /// <summary>The caller is known.</summary>
    Accepted,

    /// <summary>The token says nothing that can be trusted.</summary>
    Rejected,

    /// <summary>The authority that could tell cannot be reached.</summary>
    AuthorityUnreachable,
}

/// <summary>The outcome of checking a bearer token.</summary>
/// <param name="Status">Accepted, or why not.</param>
/// <param name="Caller">Who the token names; <see cref="Security.Caller.Anonymous"/> unless accepted.</param>
/// <param name="Reason">What is wrong, for the client; empty if accepted.</param>
internal sealed record BearerCheck(BearerStatus Status, Caller Caller, string Reason)
{
    internal static BearerCheck Rejected(string reason) => new(BearerStatus.Rejected, Caller.Anonymous, reason);
}

/// <summary>
/// Checks bearer tokens (contract, section 2). There are two ways in, and the token's <c>alg</c> only picks between them: HS256
/// is checked against the secret and nothing else, RSA and elliptic-curve signatures against the authority's published keys and
/// nothing else, so a public key can never serve as a secret; <c>none</c> and all others are refused. Keys are never taken from
/// the token's header. A token with the claim <c>ORDER_ID</c> is an order token and opens no endpoint.
/// </summary>
internal sealed class BearerTokens
{
    private readonly JsonWebTokenHandler _handler = new();
    private readonly Authority _authority;
    private readonly CallerClaims _claims;
    private readonly ILogger<BearerTokens> _logger;
    private readonly TokenValidationParameters? _secretRules;
    private readonly TokenValidationParameters? _authorityRules;

    /// <summary>Makes the check from the settings.</summary>
    public BearerTokens(
        TokenKeys keys, Authority authority, IOptions<SecurityOptions> options, TimeProvider time, ILogger<BearerTokens> logger)
    {
        _authority = authority;
        _claims = new CallerClaims(options.Value);
        _logger = logger;
        if (keys.Bearer is { } secret) _secretRules = SecretRules(secret, options.Value, time);
        if (authority.Configuration is not null) _authorityRules = AuthorityRules(authority, options.Value, time);
    }

    /// <summary>Checks a token: the text after <c>Bearer</c>.</summary>
    public async Task<BearerCheck> CheckAsync(string token, CancellationToken cancellationToken)
    {
        if (TokenText.Read(token) is not { } jwt) return BearerCheck.Rejected("The bearer token is not a signed JWT.");
        var rules = jwt.Alg == SecurityAlgorithms.HmacSha256 ? _secretRules : _authorityRules;
        if (rules is null) return BearerCheck.Rejected("The token's signature algorithm is not accepted here.");
        if (rules == _authorityRules && !await AuthorityAnswersAsync(cancellationToken))
            return new BearerCheck(BearerStatus.AuthorityUnreachable, Caller.Anonymous, "The token authority cannot be reached.");

        var result = await _handler.ValidateTokenAsync(jwt, rules);
        if (!result.IsValid) return BearerCheck.Rejected(Explain(result.Exception));
        if (jwt.TryGetClaim(TokenClaims.OrderId, out _))
            return BearerCheck.Rejected("An order token opens its order's files only and is not a bearer token.");
        return _claims.TryRead(jwt, out var caller, out var problem)
            ? new BearerCheck(BearerStatus.Accepted, caller, "")
            : BearerCheck.Rejected(problem);
    }

    private async Task<bool> AuthorityAnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _authority.Configuration!.GetConfigurationAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            _logger.LogError(e, "The discovery document of the token authority cannot be read");
            return false;
        }
    }

    private static TokenValidationParameters SecretRules(SecurityKey secret, SecurityOptions options, TimeProvider time) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKeyResolver = (_, _, _, _) => [secret],
        IssuerValidator = (issuer, _, _) => string.IsNullOrEmpty(issuer) || issuer == options.Issuer
            ? options.Issuer
            : throw new SecurityTokenInvalidIssuerException(),
        AudienceValidator = (audiences, _, _) =>
            audiences.ToList() is var named && (named.Count == 0 || named.Contains(options.Audience)),
        LifetimeValidator = TokenLifetime.Validator(time),
    };

    private static TokenValidationParameters AuthorityRules(Authority authority, SecurityOptions options, TimeProvider time) => new()
    {
        ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        ],
        ConfigurationManager = authority.Configuration,
        ValidAudiences = options.Audiences,
        LifetimeValidator = TokenLifetime.Validator(time),
    };

    private static string Explain(Exception? failure) => failure switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException =>
            "The token has expired, is not valid yet, or has no expiry.",
        SecurityTokenInvalidIssuerException => "The token comes from another issuer.",
        SecurityTokenInvalidAudienceException => "The token is meant for another audience.",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException => "The token's signature is not valid.",
        _ => "The token is not valid.",
    };
}
