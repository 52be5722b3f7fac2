using Microsoft.Extensions.Options;

namespace ServerlessOrders.Tests.Unit.Security;

public sealed class StartUpTests
{
    [Theory]
    [InlineData("Orders:Secret", "", "Orders:Secret")]
    [InlineData("Orders:Secret", "0123456789012345678901234567890", "32 characters")]
    [InlineData("Orders:PublicBaseUrl", "example.org", "Orders:PublicBaseUrl")]
    [InlineData("Orders:PublicBaseUrl", "ftp://example.org", "Orders:PublicBaseUrl")]
    [InlineData("Orders:PublicBaseUrl", "https://example.org/?a=b", "Orders:PublicBaseUrl")]
    [InlineData("Orders:SubOrderMaxFiles", "5001", "Orders:SubOrderMaxFiles")]
    [InlineData("Orders:MaxSubOrdersPerUser", "0", "Orders:MaxSubOrdersPerUser")]
    [InlineData("Orders:Security:BearerSecret", "short", "Orders:Security:BearerSecret")]
    [InlineData("Orders:Security:BearerSecret", TestApi.Secret, "must differ")]
    [InlineData("Orders:Security:Authority", "http://login.example.org", "https")]
    [InlineData("Orders:Security:Authority", "https://login.example.org", "Orders:Security:Audiences")]
    [InlineData("Orders:Pages:ClientId", "pages", "Orders:Security:Authority")]
    [InlineData("Orders:Security:UserClaim", "", "UserClaim")]
    [InlineData("Orders:Security:EmailClaim", "", "EmailClaim")]
    [InlineData("Orders:Security:DefaultTenant", "a/b", "Orders:Security:DefaultTenant")]
    [InlineData("Orders:Secret", "replace-me-with-at-least-32-random-characters", "placeholder")]
    [InlineData("Orders:Secret", "REPLACE_ME with something, please, now", "placeholder")]
    [InlineData("Orders:Secret", "<change-me-change-me-change-me-change>", "placeholder")]
    [InlineData("Orders:Security:BearerSecret", "replace-me-with-at-least-32-random-characters", "placeholder")]
    [InlineData("Orders:ExternalHosts:0", "https://h.example.org:8443/x", "write 'h.example.org'")]
    [InlineData("Orders:ExternalHosts:0", "h.example.org:8443", "write 'h.example.org'")]
    [InlineData("Orders:ExternalHosts:0", "h.example.org/data", "write 'h.example.org'")]
    [InlineData("Orders:ExternalHosts:0", "user@h.example.org", "write 'h.example.org'")]
    [InlineData("Orders:ExternalHosts:0", "h.example.org.", "write 'h.example.org'")]
    [InlineData("Orders:ExternalHosts:0", " h.example.org", "Orders:ExternalHosts")]
    [InlineData("Orders:ExternalHosts:0", "b\u00fccher.example", "write 'xn--bcher-kva.example'")]
    [InlineData("Orders:ExternalHosts:0", "*.example.org", "not a host name")]
    [InlineData("Orders:ExternalHosts:0", "a.example.org,b.example.org", "Orders:ExternalHosts")]
    [InlineData("Orders:ExternalHosts:0", "a.example.org b.example.org", "Orders:ExternalHosts")]
    [InlineData("Orders:ExternalHosts:0", "", "empty")]
    [InlineData("Orders:ExternalHosts:0", "127.1", "write '127.0.0.1'")]
    [InlineData("Orders:ExternalHosts:0", "10.0.0.7", "private")]
    [InlineData("Orders:ExternalHosts:0", "::1", "private")]
    [InlineData("Orders:ExternalHosts:0", "localhost", "this machine")]
    [InlineData("Orders:ExternalHosts", "data.example.org", "set Orders:ExternalHosts:0 instead")]
    [InlineData("Orders:ExternalHosts:0:Name", "data.example.org", "Orders:ExternalHosts:0 must be one value")]
    [InlineData("Orders:NotificationHosts", "hooks.example.org", "set Orders:NotificationHosts:0 instead")]
    [InlineData("Orders:TimeZone:0", "UTC", "Orders:TimeZone is one value")]
    [InlineData("Orders:Security:Audiences", "orders", "set Orders:Security:Audiences:0 instead")]
    [InlineData("Orders:Security:Roles", "ADMIN", "Orders:Security:Roles has entries")]
    [InlineData("Orders:Security:Roles:Data.Managers", "BOSS", "Orders:Security:Roles:Data.Managers must be one of PUBLIC,")]
    [InlineData("Orders:Security:Roles:Data.Managers", "5", "Orders:Security:Roles:Data.Managers must be one of PUBLIC,")]
    [InlineData("Orders:Catalogs", "https://stac.example.org", "set Orders:Catalogs:0 instead")]
    [InlineData("Orders:Catalogs:0", "https://stac.example.org", "Orders:Catalogs:0 has settings of its own: Address,")]
    [InlineData("Orders:Catalogs:0:Tenants", "demo", "set Orders:Catalogs:0:Tenants:0 instead")]
    public async Task Start_WithASettingThatCannotWork_NamesIt(string setting, string value, string message)
    {
        var settings = new Dictionary<string, string?> { [setting] = value };
        var refused = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => TestApi.StartAsync(settings: settings));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.example.org")]
    [InlineData("DATA.Example.org")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("under_score.example.org")]
    public async Task Start_WithAHostThatFilesCanComeFrom_Succeeds(string host)
    {
        await using var api = await TestApi.StartAsync(settings: new Dictionary<string, string?> { ["Orders:ExternalHosts:0"] = host });
        using var answer = await api.GetAsync("/health/live");
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("preferred_username")]
    [InlineData("email")]
    [InlineData("upn")]
    public async Task Start_WithOrdersThatWouldBelongToANameOfTheAuthority_IsRefused(string claim)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Orders:Security:Authority"] = "https://login.example.org/v2.0",
            ["Orders:Security:Audiences:0"] = "api://orders",
            ["Orders:Security:UserClaim"] = claim,
        };
        var refused = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => TestApi.StartAsync(settings: settings));
        Assert.Contains($"Orders:Security:UserClaim '{claim}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Orders:Security:EmailClaim", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAllSecuritySettings_ReadsThem()
    {
        await using var api = await TestApi.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Orders:Security:Authority"] = "https://login.example.org/v2.0",
            ["Orders:Security:Audiences:0"] = "api://orders",
            ["Orders:Security:Roles:Orders.Admin"] = "PROJECT_ADMIN",
        });
        var options = (IOptions<ServerlessOrders.Security.SecurityOptions>)api.Services.GetService(typeof(IOptions<ServerlessOrders.Security.SecurityOptions>))!;
        Assert.Equal(["api://orders"], options.Value.Audiences);
        Assert.Equal(ServerlessOrders.Security.Role.PROJECT_ADMIN, options.Value.Roles["Orders.Admin"]);
    }
}
