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
    [InlineData("Orders:Security:UserClaim", "", "UserClaim")]
    [InlineData("Orders:Security:DefaultTenant", "a/b", "Orders:Security:DefaultTenant")]
    public async Task Start_WithASettingThatCannotWork_NamesIt(string setting, string value, string message)
    {
        var settings = new Dictionary<string, string?> { [setting] = value };
        var refused = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => TestApi.StartAsync(settings: settings));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
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
