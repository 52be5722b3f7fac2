using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Unit.Security;

public sealed class AuthorityTokensTests : IAsyncLifetime
{
    private LocalAuthority _authority = null!;
    private TokenKit _kit = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await LocalAuthority.StartAsync();
        _kit = new TokenKit(new SecurityOptions { Authority = _authority.Address, Audiences = { LocalAuthority.Audience } });
    }

    public async ValueTask DisposeAsync()
    {
        _kit.Dispose();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task Check_TokenOfTheAuthority_NamesTheCaller()
    {
        var check = await _kit.CheckAsync(Token());
        Assert.Equal(new Caller("demo", "ana@example.org", Role.REGISTERED_USER), check.Caller);
    }

    [Fact]
    public async Task Check_PublicKeyUsedAsHmacSecret_IsRejected()
    {
        // A careless check takes the public key, which all the world knows, for the secret of an HS256 token.
        foreach (var header in new object[] { new { alg = "HS256" }, new { alg = "HS256", kid = _authority.Key.KeyId } })
            await AssertRejectedAsync(TokenKit.Write(Claims(), _authority.PublicKeyPem(), header));
        await AssertRejectedAsync(TokenKit.Write(Claims(), _authority.PublicKeyPem(), new { alg = "RS256", kid = _authority.Key.KeyId }));
    }

    [Fact]
    public async Task Check_SecretOfOrderTokens_OpensNothingWhereAnAuthorityIsSet() =>
        await AssertRejectedAsync(TokenKit.Write(Claims()));

    [Fact]
    public async Task Check_BearerSecretBesideTheAuthority_AcceptsBoth()
    {
        const string Secret = "a secret between services, of 32 characters";
        using var kit = new TokenKit(new SecurityOptions
        {
            Authority = _authority.Address,
            Audiences = { LocalAuthority.Audience },
            BearerSecret = Secret,
        });
        Assert.Equal(BearerStatus.Accepted, (await kit.CheckAsync(TokenKit.Write(kit.Claims(), Secret))).Status);
        Assert.Equal(BearerStatus.Accepted, (await kit.CheckAsync(Token())).Status);
        Assert.Equal(BearerStatus.Rejected, (await kit.CheckAsync(TokenKit.Write(kit.Claims(), Secret, new { alg = "RS256" }))).Status);
    }

    [Fact]
    public async Task Check_AnotherKeyOfTheSameName_IsRejected()
    {
        using var rsa = RSA.Create(2048);
        await AssertRejectedAsync(Token(key: new RsaSecurityKey(rsa) { KeyId = _authority.Key.KeyId }));
        await AssertRejectedAsync(Token(key: new RsaSecurityKey(rsa) { KeyId = "unknown" }));
    }

    [Fact]
    public async Task Check_AnotherIssuer_IsRejected() => await AssertRejectedAsync(Token(issuer: "https://elsewhere.example"), "issuer");

    [Fact]
    public async Task Check_AnotherAudience_IsRejected() => await AssertRejectedAsync(Token(audience: "api://other"), "audience");

    [Fact]
    public async Task Check_Expired_IsRejected()
    {
        var token = Token();
        _kit.Time.Advance(TimeSpan.FromHours(1));
        await AssertRejectedAsync(token, "expired");
    }

    [Fact]
    public async Task Check_OrderIdInATokenOfTheAuthority_IsRejected()
    {
        var claims = Claims();
        claims["ORDER_ID"] = "7";
        await AssertRejectedAsync(_authority.Token(claims, _kit.Time.GetUtcNow().AddHours(1)));
    }

    [Fact]
    public async Task Check_AuthorityThatCannotBeReached_IsToldApartFromABadToken()
    {
        var token = Token();
        await _authority.DisposeAsync();
        Assert.Equal(BearerStatus.AuthorityUnreachable, (await _kit.CheckAsync(token)).Status);
    }

    [Fact]
    public async Task Check_KeyThatTheAuthorityChanged_IsFetched()
    {
        Assert.Equal(BearerStatus.Accepted, (await _kit.CheckAsync(Token())).Status);
        _authority.ChangeKey();
        var status = BearerStatus.Rejected;
        for (var tries = 0; tries < 100 && status != BearerStatus.Accepted; tries++)
        {
            status = (await _kit.CheckAsync(Token())).Status;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(BearerStatus.Accepted, status);
    }

    private Dictionary<string, object> Claims() => _kit.Claims();

    private string Token(string? issuer = null, string audience = LocalAuthority.Audience, SecurityKey? key = null)
    {
        var claims = Claims();
        claims.Remove("exp");
        return _authority.Token(claims, _kit.Time.GetUtcNow().AddHours(1), issuer, audience, key);
    }

    private async Task AssertRejectedAsync(string token, string reason = "")
    {
        var check = await _kit.CheckAsync(token);
        Assert.Equal(BearerStatus.Rejected, check.Status);
        Assert.Contains(reason, check.Reason, StringComparison.Ordinal);
    }
}
