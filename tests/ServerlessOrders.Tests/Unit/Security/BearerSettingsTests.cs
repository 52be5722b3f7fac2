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
            UserClaim = "preferred_username",
            RoleClaim = "roles",
            TenantClaim = "tid",
            Roles = { ["Orders.Operate"] = Role.EXPLOIT, ["Orders.Use"] = Role.REGISTERED_USER },
        });
        var claims = kit.Claims(
            ("sub", "opaque"), ("role", "INSTANCE_ADMIN"), ("tenant", "other"),
            ("preferred_username", "bob@example.org"), ("roles", new[] { "Orders.Use", "Orders.Operate", "Unknown" }),
            ("tid", "72f988bf-86f1-41af-91ab-2d7cd011db47"));
        var check = await kit.CheckAsync(TokenKit.Write(claims));
        Assert.Equal(new Caller("72f988bf-86f1-41af-91ab-2d7cd011db47", "bob@example.org", Role.EXPLOIT), check.Caller);
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
