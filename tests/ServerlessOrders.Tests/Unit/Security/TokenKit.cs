using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Unit.Security;

/// <summary>The token classes over given settings and a clock of the test; and tokens written by hand, without any library's help.</summary>
internal sealed class TokenKit : IDisposable
{
    internal const string Secret = "the secret of orders, longer than 32 characters";

    private readonly Authority _authority;

    internal TokenKit(SecurityOptions? security = null)
    {
        var options = Options.Create(security ?? new SecurityOptions());
        var keys = new TokenKeys(Options.Create(new OrdersOptions { Secret = Secret }), options);
        _authority = new Authority(options);
        Bearer = new BearerTokens(keys, _authority, options, Time, NullLogger<BearerTokens>.Instance);
        Orders = new OrderTokens(keys);
        Issuer = new TokenIssuer(keys, options, Time);
    }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));

    internal BearerTokens Bearer { get; }

    internal OrderTokens Orders { get; }

    internal TokenIssuer Issuer { get; }

    internal long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    public void Dispose() => _authority.Dispose();

    internal Task<BearerCheck> CheckAsync(string token) => Bearer.CheckAsync(token, TestContext.Current.CancellationToken);

    /// <summary>The claims of the contract, valid for an hour, with changes: a null value takes a claim out.</summary>
    internal Dictionary<string, object> Claims(params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object>
        {
            ["sub"] = "ana@example.org",
            ["email"] = "ana@example.org",
            ["role"] = "REGISTERED_USER",
            ["tenant"] = "demo",
            ["exp"] = Now + 3600,
        };
        foreach (var (name, value) in changes)
        {
            if (value is null) claims.Remove(name);
            else claims[name] = value;
        }

        return claims;
    }

    /// <summary>A compact JWT signed with HMAC-SHA-256, whatever its header says.</summary>
    internal static string Write(Dictionary<string, object> claims, string secret = Secret, object? header = null)
    {
        var signed = Part(header ?? new { alg = "HS256", typ = "JWT" }) + "." + Part(claims);
        return signed + "." + Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)));
    }

    internal static string Part(object json) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(json));
}
