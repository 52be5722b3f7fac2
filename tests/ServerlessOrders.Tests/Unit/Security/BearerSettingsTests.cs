using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Unit.Security;

public sealed class BearerSettingsTests
{
    private const string OwnSecret = "a secret for bearer tokens alone, 32 and more";

    [Fact]
    public async Task BearerSecret_WhenSet_IsTheOnlyOneThatSignsBearerTokens()
    {
        using var kit = new TokenKit(new SecurityOptions { BearerSecret = OwnSecret });
        Assert.Equal(BearerStatus.Accepted, (await kit.CheckAsync(TokenKit.Write(kit.Claims(), OwnSecret))).Status);
        Assert.Equal(BearerStatus.Rejected, (await kit.CheckAsync(TokenKit.Write(kit.Claims()))).Status);
    }

    [Fact]
    public async Task BearerSecret_SignsNoOrderTokens()
    {
        using var kit = new TokenKit(new SecurityOptions { BearerSecret = OwnSecret });
        var claims = kit.Claims(("ORDER_ID", "7"));
        Assert.Null(await kit.Orders.ReadAsync(TokenKit.Write(claims, OwnSecret)));
        Assert.NotNull(await kit.Orders.ReadAsync(TokenKit.Write(claims)));
    }

    [Fact]
    public async Task ClaimNamesAndRoles_AreConfiguration()
    {
        using var kit = new TokenKit(new SecurityOptions
        {
            UserClaim = "oid",
            EmailClaim = "preferred_username",
            RoleClaim = "roles",
            TenantClaim = "tid",
            Roles = { ["Orders.Operate"] = Role.EXPLOIT, ["Orders.Use"] = Role.REGISTERED_USER },
        });
        var claims = kit.Claims(
            ("sub", "opaque"), ("oid", "00000000-0000-0000-66f3-3332eca7ea81"), ("role", "INSTANCE_ADMIN"), ("tenant", "other"),
            ("preferred_username", "bob@example.org"), ("roles", new[] { "Orders.Use", "Orders.Operate", "Unknown" }),
            ("tid", "72f988bf-86f1-41af-91ab-2d7cd011db47"));
        var check = await kit.CheckAsync(TokenKit.Write(claims));
        Assert.Equal(new Caller("72f988bf-86f1-41af-91ab-2d7cd011db47", "00000000-0000-0000-66f3-3332eca7ea81", Role.EXPLOIT, "bob@example.org"), check.Caller);
        Assert.Equal("bob@example.org", check.Caller.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    [InlineData("")]
    [InlineData("a\nb@example.org")]
    [InlineData(" ana@example.org")]
    public async Task Email_ThatNobodyCouldBeShown_IsAsNone_AndTheIdentityIsShown(object? email)
    {
        using var kit = new TokenKit(new SecurityOptions { UserClaim = "oid" });
        var check = await kit.CheckAsync(TokenKit.Write(kit.Claims(("oid", "17"), ("email", email))));
        Assert.Equal((BearerStatus.Accepted, null, "17"), (check.Status, check.Caller.Email, check.Caller.Name));
    }

    [Fact]
    public async Task Identity_ThatIsMissing_IsNotReplacedByTheEmail()
    {
        using var kit = new TokenKit(new SecurityOptions { UserClaim = "oid" });
        Assert.Contains("'oid'", (await kit.CheckAsync(TokenKit.Write(kit.Claims()))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "house")]
    [InlineData("demo", "demo")]
    public async Task DefaultTenant_IsForTokensWithoutOne(string? tenant, string expected)
    {
        using var kit = new TokenKit(new SecurityOptions { DefaultTenant = "house" });
        Assert.Equal(expected, (await kit.CheckAsync(TokenKit.Write(kit.Claims(("tenant", tenant))))).Caller.Tenant);
    }

    [Fact]
    public async Task DefaultTenant_DoesNotReplaceABadOne()
    {
        using var kit = new TokenKit(new SecurityOptions { DefaultTenant = "house" });
        Assert.Equal(BearerStatus.Rejected, (await kit.CheckAsync(TokenKit.Write(kit.Claims(("tenant", "../x"))))).Status);
    }

    [Fact]
    public async Task Issuer_MakesTokensThatTheCheckOfTheSameSettingsAccepts()
    {
        using var kit = new TokenKit(new SecurityOptions { UserClaim = "login", RoleClaim = "roles", TenantClaim = "tid", BearerSecret = OwnSecret });
        var token = kit.Issuer.Issue("demo", "ana@example.org", Role.ADMIN, TimeSpan.FromMinutes(1));
        Assert.Equal(new Caller("demo", "ana@example.org", Role.ADMIN), (await kit.CheckAsync(token)).Caller);
        kit.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(BearerStatus.Rejected, (await kit.CheckAsync(token)).Status);
        Assert.Null(await kit.Orders.ReadAsync(token));
    }

    [Theory]
    [InlineData("a/b", "ana@example.org", 1)]
    [InlineData("demo", "", 1)]
    [InlineData("demo", "ana@example.org", 0)]
    public void Issuer_RefusesWhatTheCheckWouldRefuse(string tenant, string user, int minutes)
    {
        using var kit = new TokenKit();
        Assert.Throws<ArgumentException>(() => kit.Issuer.Issue(tenant, user, Role.ADMIN, TimeSpan.FromMinutes(minutes)));
    }
}
