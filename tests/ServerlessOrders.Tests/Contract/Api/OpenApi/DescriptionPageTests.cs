using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServerlessOrders.Api;
using ServerlessOrders.Api.OpenApi;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi;

public sealed class DescriptionPageTests(TableTests.Host host) : IClassFixture<TableTests.Host>
{
    [Fact]
    public async Task Docs_AreAPageWithoutScripts_WhoseStyleIsTheOneThatItsPolicyAllows()
    {
        using var answer = await host.Api.GetAsync("/docs");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var page = await ReadAsync(answer);
        var style = page[(page.IndexOf("<style>", StringComparison.Ordinal) + 7)..page.IndexOf("</style>", StringComparison.Ordinal)];
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Docs_TellEveryEndpointAndEveryShape()
    {
        using var answer = await host.Api.GetAsync("/docs");
        var page = await ReadAsync(answer);

        Assert.All(ApiTable.Endpoints, endpoint => Assert.Contains($"<h3 id=\"{endpoint.Name}\">", page, StringComparison.Ordinal));
        var targets = System.Text.RegularExpressions.Regex.Matches(page, "href=\"#([^\"]+)\"").Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(targets.Count > ApiTable.Endpoints.Count);
        Assert.All(targets, target => Assert.Contains($"id=\"{target}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Description_NamesTheAddressThatTheProxyReports()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "proxy.example.org");
        request.Headers.Add("X-Forwarded-Prefix", "/api");
        using var answer = await host.Api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        var url = JsonElement.Parse(await ReadAsync(answer)).GetProperty("servers")[0].GetProperty("url").GetString();
        Assert.Equal("https://proxy.example.org/api", url);
    }

    [Fact]
    public void BaseAddress_IsEncodedForWhereItStands()
    {
        var description = new ApiDescription();
        const string hostile = "https://a/\"<script>";

        Assert.Equal(hostile, JsonElement.Parse(description.Json(hostile)).GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.DoesNotContain("<script>", description.Page(hostile), StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
