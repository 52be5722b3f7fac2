using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary><c>orders login</c> at an authority on this machine, and what becomes of its token.</summary>
public sealed class LoginTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Login_KeepsTheTokenForItsUserAlone_AndRenewsItWhenItIsRefused()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        using var client = server.Client();
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        var grants = new List<string>();
        await using var authority = await StartAuthorityAsync(async form =>
        {
            grants.Add(form["grant_type"].ToString());
            await Task.CompletedTask;
            return grants.Count switch
            {
                1 => Results.Json(new { error = "authorization_pending" }, statusCode: 400),
                2 => Results.Json(new { access_token = "refused-by-the-service", refresh_token = "refresh-1", expires_in = 3600 }),
                _ when form["refresh_token"] == "refresh-1" => Results.Json(new { access_token = token, refresh_token = "refresh-2", expires_in = 3600 }),
                _ => Results.Json(new { error = "invalid_grant" }, statusCode: 400),
            };
        });
        var orders = new OrdersProgram(server.Address.ToString(), token: null, _folder["settings"]);

        Assert.Equal(3, (await orders.RunAsync("list")).Code);
        var login = (await orders.RunAsync("login", "--authority", authority.Urls.Single(), "--client-id", "orders-cli")).Well();
        Assert.Contains("ABCD-EFGH", login.Output, StringComparison.Ordinal);
        Assert.Equal(["urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:device_code"], grants);
        var file = _folder["settings/logins.json"];
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        (await orders.RunAsync("list")).Well();

        Assert.Equal("refresh_token", grants[^1]);
        var kept = JsonDocument.Parse(await File.ReadAllTextAsync(file, Stop)).RootElement.GetProperty("byService").EnumerateObject().Single().Value;
        Assert.Equal("refresh-2", kept.GetProperty("refreshToken").GetString());
    }

    private static async Task<WebApplication> StartAuthorityAsync(Func<IFormCollection, Task<IResult>> token)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", (HttpRequest request) => Results.Json(new
        {
            token_endpoint = $"http://{request.Host}/token",
            device_authorization_endpoint = $"http://{request.Host}/device",
        }));
        app.MapPost("/device", (HttpRequest request) => Results.Json(new
        {
            device_code = "device", user_code = "ABCD-EFGH", verification_uri = $"http://{request.Host}/activate", expires_in = 600, interval = 0,
        }));
        app.MapPost("/token", async (HttpRequest request) => await token(await request.ReadFormAsync(Stop)));
        await app.StartAsync(Stop);
        return app;
    }
}
