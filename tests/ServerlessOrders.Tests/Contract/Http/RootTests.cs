using System.Net;
using System.Text.Json;
using ServerlessOrders.Tests.Contract.Api;

namespace ServerlessOrders.Tests.Contract.Http;

/// <summary>What somebody finds who knows the address of the service and nothing else.</summary>
public sealed class RootTests(TableTests.Host host) : IClassFixture<TableTests.Host>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8")]
    [InlineData("text/html")]
    public async Task Browser_GetsThePages(string accept)
    {
        using var answer = await AskAsync(HttpMethod.Get, accept);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("/", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(["Accept", "Accept-Encoding"], answer.Headers.Vary);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("text/html;q=0, application/json")]
    [InlineData(null)]
    public async Task Program_GetsLinks_ThatLeadSomewhere(string? accept)
    {
        using var answer = await AskAsync(HttpMethod.Get, accept);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        var links = body.RootElement.GetProperty("links").EnumerateArray()
            .ToDictionary(link => link.GetProperty("rel").GetString()!, link => new Uri(link.GetProperty("href").GetString()!).AbsolutePath);
        Assert.Equal(["/docs", "/health/ready", "/openapi.json", "/stac"], links.Values.Order());
        using var description = await host.Api.GetAsync(links["service-desc"]);
        Assert.Equal(HttpStatusCode.OK, description.StatusCode);
    }

    [Fact]
    public async Task AnythingButReading_IsNotFound()
    {
        using var answer = await AskAsync(HttpMethod.Post, null);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string? accept)
    {
        using var request = new HttpRequestMessage(method, "/");
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await host.Api.Client.SendAsync(request, Stop);
    }
}
