using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Unit.Security;

public sealed class BearerTokensTests : IDisposable
{
    private readonly TokenKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task Check_TokenWithTheClaimsOfTheContract_NamesTheCaller()
    {
        var check = await _kit.CheckAsync(TokenKit.Write(_kit.Claims()));
        Assert.Equal(new BearerCheck(BearerStatus.Accepted, new Caller("demo", "ana@example.org", Role.REGISTERED_USER), ""), check);
    }

    [Fact]
    public async Task Check_AlgNone_IsRejected()
    {
        var unsigned = TokenKit.Part(new { alg = "none" }) + "." + TokenKit.Part(_kit.Claims()) + ".";
        await AssertRejectedAsync(unsigned);
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(), header: new { alg = "none" }));
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(), header: new { alg = "nOnE" }));
    }

    [Theory]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    [InlineData("hs256")]
    [InlineData("")]
    public async Task Check_AnotherAlgorithmInTheHeader_IsRejected(string algorithm) =>
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(), header: new { alg = algorithm }));

    [Fact]
    public async Task Check_WrongSecret_IsRejected() =>
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(), secret: TokenKit.Secret + "!"), "signature");

    [Fact]
    public async Task Check_EmptySignature_IsRejected()
    {
        var token = TokenKit.Write(_kit.Claims());
        await AssertRejectedAsync(token[..(token.LastIndexOf('.') + 1)]);
    }

    [Fact]
    public async Task Check_ChangedClaim_IsRejected()
    {
        var parts = TokenKit.Write(_kit.Claims()).Split('.');
        await AssertRejectedAsync($"{parts[0]}.{TokenKit.Part(_kit.Claims(("role", "ADMIN")))}.{parts[2]}", "signature");
    }

    [Fact]
    public async Task Check_KeyInTheHeader_IsNotUsed()
    {
        const string Own = "a secret that the attacker chose, 32 characters";
        var jwk = new { kty = "oct", k = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(Own) };
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(), Own, new { alg = "HS256", jwk, jku = "http://127.0.0.1/keys", kid = "../../dev/null" }));
    }

    [Fact]
    public async Task Check_UnknownKid_DoesNotMatter()
    {
        var check = await _kit.CheckAsync(TokenKit.Write(_kit.Claims(), header: new { alg = "HS256", kid = "whatever" }));
        Assert.Equal(BearerStatus.Accepted, check.Status);
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("' UNION SELECT 'x")]
    [InlineData("http://127.0.0.1/key")]
    [InlineData("|/bin/true")]
    [InlineData("\0")]
    [InlineData("")]
    public async Task Check_KidThatMeansSomethingElsewhere_OpensNothing(string kid)
    {
        // What careless services read for such a name: nothing, a zero, the name itself.
        foreach (var secret in new[] { "\0", kid.PadRight(32, '\0'), new string('\0', 64) })
            await AssertRejectedAsync(TokenKit.Write(_kit.Claims(), secret, new { alg = "HS256", kid }));
    }

    [Fact]
    public async Task Check_CriticalExtension_IsRejected() =>
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(), header: new { alg = "HS256", crit = new[] { "b64" }, b64 = true }));

    [Fact]
    public async Task Check_OneSecondBeforeAndAtTheExpiry_IsAcceptedThenRejected()
    {
        var token = TokenKit.Write(_kit.Claims(("exp", _kit.Now + 2)));
        _kit.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(BearerStatus.Accepted, (await _kit.CheckAsync(token)).Status);
        _kit.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertRejectedAsync(token, "expired");
    }

    [Fact]
    public async Task Check_NoExpiry_IsRejected() => await AssertRejectedAsync(TokenKit.Write(_kit.Claims(("exp", null))), "expiry");

    [Theory]
    [InlineData("tomorrow")]
    [InlineData(true)]
    [InlineData(-1)]
    [InlineData(1e300)]
    public async Task Check_StrangeExpiry_NeverFails(object expiry)
    {
        var check = await _kit.CheckAsync(TokenKit.Write(_kit.Claims(("exp", expiry))));
        Assert.True(check.Status == BearerStatus.Rejected || expiry is 1e300);
    }

    [Theory]
    [InlineData(60, BearerStatus.Accepted)]
    [InlineData(61, BearerStatus.Rejected)]
    public async Task Check_NotYetValid_IsAcceptedAMinuteEarly(int seconds, BearerStatus status)
    {
        var check = await _kit.CheckAsync(TokenKit.Write(_kit.Claims(("nbf", _kit.Now + seconds))));
        Assert.Equal(status, check.Status);
    }

    [Theory]
    [InlineData("iss", "serverless-orders", BearerStatus.Accepted)]
    [InlineData("iss", "https://elsewhere.example", BearerStatus.Rejected)]
    [InlineData("aud", "serverless-orders", BearerStatus.Accepted)]
    [InlineData("aud", "another-service", BearerStatus.Rejected)]
    public async Task Check_IssuerOrAudienceThatIsNamed_MustBeOurs(string claim, string value, BearerStatus status) =>
        Assert.Equal(status, (await _kit.CheckAsync(TokenKit.Write(_kit.Claims((claim, value))))).Status);

    [Fact]
    public async Task Check_OrderToken_IsRejected()
    {
        var token = _kit.Orders.Issue(new OrderKey("demo", 7), "ana@example.org", Role.ADMIN, _kit.Time.GetUtcNow().AddHours(1));
        await AssertRejectedAsync(token, "order token");
    }

    [Theory]
    [InlineData("sub", null)]
    [InlineData("sub", "")]
    [InlineData("sub", " ana@example.org")]
    [InlineData("sub", "ana\r\nX-Role: ADMIN")]
    [InlineData("tenant", null)]
    [InlineData("tenant", "")]
    [InlineData("tenant", 7)]
    [InlineData("tenant", "..")]
    [InlineData("tenant", "a/b")]
    [InlineData("tenant", "démo")]
    [InlineData("tenant", "a:b")]
    [InlineData("tenant", "0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task Check_MissingOrUnacceptableName_IsRejected(string claim, object? value) =>
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims((claim, value))), $"'{claim}'");

    [Fact]
    public async Task Check_SeveralTenants_IsRejected() =>
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(("tenant", new[] { "demo", "other" }))), "'tenant'");

    [Fact]
    public async Task Check_HalfASurrogatePairInTheLogin_IsRejected()
    {
        var payload = """{"sub":"ana\ud800@example.org","role":"ADMIN","tenant":"demo","exp":4000000000}""";
        var signed = TokenKit.Part(new { alg = "HS256" }) + "." + Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(payload);
        var signature = System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(TokenKit.Secret), System.Text.Encoding.ASCII.GetBytes(signed));
        await AssertRejectedAsync(signed + "." + Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(signature));
    }

    [Theory]
    [InlineData("EXPLOIT", Role.EXPLOIT)]
    [InlineData("INSTANCE_ADMIN", Role.INSTANCE_ADMIN)]
    [InlineData("admin", Role.PUBLIC)]
    [InlineData("5", Role.PUBLIC)]
    [InlineData("ADMIN, EXPLOIT", Role.PUBLIC)]
    [InlineData(null, Role.PUBLIC)]
    public async Task Check_Role_IsReadByItsExactName(string? text, Role role) =>
        Assert.Equal(role, (await _kit.CheckAsync(TokenKit.Write(_kit.Claims(("role", text))))).Caller.Role);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.AAAA")]
    [InlineData("W10.e30.AAAA")]
    [InlineData("eyJhbGciOjV9.e30.AAAA")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.W10.AAAA")]
    [InlineData("eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..a.b.c")]
    public async Task Check_Rubbish_IsRejected(string token) => await AssertRejectedAsync(token);

    [Fact]
    public async Task Check_GiantToken_IsRejected() =>
        await AssertRejectedAsync(TokenKit.Write(_kit.Claims(("padding", new string('x', 20_000)))));

    private async Task AssertRejectedAsync(string token, string reason = "")
    {
        var check = await _kit.CheckAsync(token);
        Assert.Equal(BearerStatus.Rejected, check.Status);
        Assert.Equal(Caller.Anonymous, check.Caller);
        Assert.Contains(reason, check.Reason, StringComparison.Ordinal);
    }
}
