using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessOrders.Tests.Contract.Api.Pages;

/// <summary>The pages with settings: an authority, and a prefix before the service.</summary>
public sealed class PageSettingsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Dictionary<string, string?> Authority => new()
    {
        ["Orders:Security:Authority"] = "https://login.example.org:8443/tenant/v2.0", ["Orders:Security:Audiences:0"] = "api://orders",
    };

    [Fact]
    public async Task Config_WithAClientAtTheAuthority_SaysHowToSignInThere()
    {
        var settings = Authority;
        (settings["Orders:Pages:ClientId"], settings["Orders:Pages:Scope"]) = ("pages", "openid api://orders/.default");
        await using var api = await TestApi.StartAsync(settings: settings);
        var config = await api.Client.GetFromJsonAsync<JsonElement>("/pages-config.json", Stop);

        Assert.Equal(
            """{"signIn":"oidc","authority":"https://login.example.org:8443/tenant/v2.0","clientId":"pages","scope":"openid api://orders/.default"}""",
            config.GetRawText());
    }

    [Fact]
    public async Task Config_WithAnAuthorityAlone_AsksForATokenThatPeopleHave()
    {
        await using var api = await TestApi.StartAsync(settings: Authority);
        var config = await api.Client.GetFromJsonAsync<JsonElement>("/pages-config.json", Stop);

        Assert.Equal("""{"signIn":"token"}""", config.GetRawText());
    }

    [Theory]
    [InlineData(null, "'self'")]
    [InlineData("pages", "'self' {0} {1}")]
    public async Task Page_ThatSignsInAtAnAuthority_MayAskThatOne_AndItsTokenEndpoint(string? client, string sources)
    {
        await using var authority = await LocalAuthority.StartAsync();
        await using var api = await TestApi.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Orders:Security:Authority"] = authority.Address, ["Orders:Security:Audiences:0"] = "api://orders", ["Orders:Pages:ClientId"] = client,
        });
        using var page = await AskAsync(api, "/");

        Assert.Contains(
            $"; connect-src {string.Format(CultureInfo.InvariantCulture, sources, authority.Address, authority.TokenOrigin)}; ",
            page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    /// <summary>Who cannot sign in at the moment can still see what he had open, and try again.</summary>
    [Fact]
    public async Task Page_WithAnAuthorityThatDoesNotAnswer_ComesAllTheSame()
    {
        await using var api = await TestApi.StartAsync(settings: new Dictionary<string, string?>
        {
            // Nobody listens at port 9 (discard).
            ["Orders:Security:Authority"] = "http://127.0.0.1:9/tenant", ["Orders:Security:Audiences:0"] = "api://orders", ["Orders:Pages:ClientId"] = "pages",
        });
        using var page = await AskAsync(api, "/");

        Assert.Contains("; connect-src 'self' http://127.0.0.1:9; ", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_WithAPublicCatalog_SaysThatItCanBeLookedAt()
    {
        await using var api = await TestApi.StartAsync(settings: new Dictionary<string, string?> { ["Orders:PublicCatalog"] = "demo" });
        var config = await api.Client.GetFromJsonAsync<JsonElement>("/pages-config.json", Stop);

        Assert.Equal("""{"signIn":"token","publicCatalog":true}""", config.GetRawText());
    }

    /// <summary>What it loads is named relative to its address, which must end with a slash for that.</summary>
    [Fact]
    public async Task Page_BelowAPrefix_IsAtTheAddressThatItsFilesAreRelativeTo()
    {
        await using var api = await TestApi.StartAsync(settings: new Dictionary<string, string?> { ["Orders:PathBase"] = "/api/v1/rs-order" });
        using var page = await AskAsync(api, "/api/v1/rs-order");
        using var config = await api.GetAsync("/api/v1/rs-order/pages-config.json");

        Assert.Equal("/api/v1/rs-order/", page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.OK, config.StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(TestApi api, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        return await api.Client.SendAsync(request, Stop);
    }
}
