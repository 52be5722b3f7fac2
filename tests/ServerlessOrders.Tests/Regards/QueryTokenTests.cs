using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Regards;

/// <summary>The token in the address of a download (contract, section 2): opens downloads and nothing else, and is seen nowhere.</summary>
public sealed class QueryTokenTests(QueryTokenTests.WatchedServer regards) : IClassFixture<QueryTokenTests.WatchedServer>
{
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_OpensDownloadsAlone_AndAppearsInNoLogTraceLinkOrError()
    {
        await regards.Server.AddProductsAsync(_tenant, "c", ("a", "1"), ("b", "2"));
        var order = await regards.OrderAllAsync(_tenant);
        var token = regards.Token(_tenant);
        var file = FileIds.Of(order, 0);
        var seen = new List<string>();

        foreach (var prefix in new[] { "", RegardsServer.Prefix })
        {
            foreach (var path in new[] { $"/orders/files/{file}", $"/user/orders/{order}/metalink/download", $"/user/orders/{order}/download" })
            {
                foreach (var method in new[] { HttpMethod.Head, HttpMethod.Get })
                    Assert.Contains(await SendAsync(method, $"{prefix}{path}?token={token}"), new[] { HttpStatusCode.OK, HttpStatusCode.NoContent });
                Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(HttpMethod.Get, $"{prefix}{path}?token={token}x"));
                Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(HttpMethod.Get, $"{prefix}{path}?token={token}&token={token}"));
                Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(HttpMethod.Get, $"{prefix}{path}?token="));
            }

            // Nothing else is opened, and nothing repeats it.
            foreach (var path in new[] { "/user/orders", $"/user/orders/{order}", "/order/basket", $"/orders/{order}/files/available", "/user/orders/apply", $"/orders/public/files/{file}" })
                Assert.Contains(await SendAsync(HttpMethod.Get, $"{prefix}{path}?token={token}"), new[] { HttpStatusCode.Unauthorized, HttpStatusCode.MethodNotAllowed });
            Assert.Equal(HttpStatusCode.NotFound, await SendAsync(HttpMethod.Get, $"{prefix}/nothing/here?token={token}&a=b"));
            Assert.Equal(HttpStatusCode.NotFound, await SendAsync(HttpMethod.Get, $"{prefix}/user/orders/4711/download?token={token}"));
            Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, $"{prefix}/user/orders?token={token}&size=1", token));
        }

        var lines = regards.Logs.Lines.Select(line => $"{line.Message} {line.Exception} {string.Join(' ', line.Scope)}");
        var spans = regards.Spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName));
        Assert.NotEmpty(regards.Logs.Lines);
        Assert.Contains(regards.Spans, span => span.Kind == ActivityKind.Server);
        var signature = token.Split('.')[2];
        foreach (var text in lines.Concat(spans).Concat(seen)) Assert.DoesNotContain(signature, text, StringComparison.Ordinal);

        async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? bearer = null)
        {
            using var request = new HttpRequestMessage(method, path);
            if (bearer is not null) request.Headers.Authorization = new("Bearer", bearer);
            using var response = await regards.Http.SendAsync(request, Stop);
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            if (response.IsSuccessStatusCode && bearer is null) Assert.True(response.Headers.CacheControl?.Private == true || response.StatusCode == HttpStatusCode.NoContent);
            seen.Add($"{response.Headers} {response.Content.Headers} {await response.Content.ReadAsStringAsync(Stop)}");
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Order_OfSomebodyElse_IsNotOpened()
    {
        await regards.Server.AddProductsAsync(_tenant, "c", ("a", "1"));
        var order = await regards.OrderAllAsync(_tenant);

        using var response = await regards.Http.GetAsync($"/orders/files/{FileIds.Of(order, 0)}?token={regards.Token(_tenant, user: "bob@example.org")}", Stop);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    /// <summary>A link for pages that must not put the user's own token into an address.</summary>
    [Fact]
    public async Task DownloadLink_OpensTheDownloadsOfItsOrder_AndNothingElse()
    {
        await regards.Server.AddProductsAsync(_tenant, "c", ("a", "1"));
        var (order, other) = (await regards.OrderAllAsync(_tenant), await regards.OrderAllAsync(_tenant));
        var (status, link) = await regards.JsonAsync("POST", $"{RegardsServer.Prefix}/user/orders/{order}/download-link", regards.Token(_tenant));
        Assert.Equal(HttpStatusCode.OK, status);
        var token = link.GetProperty("content").GetProperty("token").GetString();

        foreach (var href in link.GetProperty("links").EnumerateArray().Select(found => found.GetProperty("href").GetString()!))
        {
            Assert.Contains(RegardsServer.Prefix, href, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, await GetAsync(href));
        }

        Assert.Equal(HttpStatusCode.OK, await GetAsync($"/orders/files/{FileIds.Of(order, 0)}?token={token}"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync($"/orders/files/{FileIds.Of(other, 0)}?token={token}"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync($"/user/orders/{other}/download?token={token}"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await regards.JsonAsync("GET", $"/user/orders/{order}", token!)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await regards.JsonAsync("POST", $"/user/orders/{order}/download-link", regards.Token(_tenant, user: "bob@example.org"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await regards.JsonAsync("POST", "/user/orders/4711/download-link", regards.Token(_tenant))).Status);

        async Task<HttpStatusCode> GetAsync(string address)
        {
            using var response = await regards.Http.GetAsync(address, Stop);
            return response.StatusCode;
        }
    }

    /// <summary>A browser goes on with a download that was paused by the address with which it began, however long ago that was.</summary>
    [Fact]
    public async Task DownloadLink_ThatHasRunOut_GoesOnWithWhatWasBegun_AndBeginsNothing()
    {
        await regards.Server.AddProductsAsync(_tenant, "c", ("a", "the first"), ("b", "the second"));
        var (order, other) = (await regards.OrderAllAsync(_tenant), await regards.OrderAllAsync(_tenant));
        var old = regards.Server.Services.GetRequiredService<DownloadTokens>().Issue(
            new Caller(_tenant, RegardsServer.User, Role.REGISTERED_USER), order, TimeProvider.System.GetUtcNow().AddHours(-1));
        foreach (var path in new[] { $"/user/orders/{order}/download", $"/user/orders/{order}/download/1", $"/orders/files/{FileIds.Of(order, 0)}" })
        {
            var (_, first, etag) = await SendAsync($"{path}?token={regards.Token(_tenant)}", ("Range", "bytes=0-4"));
            var (_, whole, _) = await SendAsync($"{path}?token={regards.Token(_tenant)}");
            foreach (var condition in new[] { "If-Range", "If-Match" })
            {
                var (status, rest, _) = await SendAsync($"{path}?token={old}", ("Range", "bytes=5-"), (condition, etag));
                Assert.Equal((path, condition, HttpStatusCode.PartialContent, whole), (path, condition, status, first + rest));
            }

            foreach (var headers in new (string, string)[][]
            {
                [], [("Range", "bytes=5-")], [("If-Range", etag)], [("Range", "bytes=0-"), ("If-Range", etag)], [("Range", "bytes=5-"), ("If-Range", "\"other\"")],
                [("Range", "bytes=-5"), ("If-Range", etag)], [("Range", "bytes=5-6,8-"), ("If-Range", etag)], [("Range", "bytes=5-"), ("If-Match", "*")],
                [("Range", "bytes=5-"), ("If-Range", "W/" + etag)], [("Range", "bytes=5-"), ("If-Range", "\"other\""), ("If-Match", etag)],
            })
                Assert.Equal((path, HttpStatusCode.Unauthorized), (path, (await SendAsync($"{path}?token={old}", headers)).Status));
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync($"{path}?token={old}x", ("Range", "bytes=5-"), ("If-Range", etag))).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync($"/user/orders/{other}/download?token={old}", ("Range", "bytes=5-"), ("If-Range", etag))).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync($"/user/orders/{order}/metalink/download?token={old}", ("Range", "bytes=5-"), ("If-Range", etag))).Status);
        }

        async Task<(HttpStatusCode Status, string Body, string ETag)> SendAsync(string path, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await regards.Http.SendAsync(request, Stop);
            return (response.StatusCode, Convert.ToHexString(await response.Content.ReadAsByteArrayAsync(Stop)), response.Headers.ETag?.ToString() ?? "");
        }
    }

    /// <summary>Everything that the server logs and traces, as an operator who looks for a fault would see it.</summary>
    public sealed class WatchedServer(AzuriteFixture azurite) : RegardsServer(azurite)
    {
        private readonly SpanKeeper _spans = new();

        public LogCollector Logs { get; } = new();

        public IReadOnlyCollection<Activity> Spans => _spans.All;

        protected override void Configure(WebApplicationBuilder builder)
        {
            builder.Configuration["Logging:LogLevel:Default"] = "Trace";
            builder.Configuration["Logging:LogLevel:Microsoft"] = "Information";
            builder.Logging.ClearProviders().AddProvider(Logs);
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddProcessor(_spans));
        }

        private sealed class SpanKeeper : BaseProcessor<Activity>
        {
            public ConcurrentBag<Activity> All { get; } = [];

            public override void OnEnd(Activity data) => All.Add(data);
        }
    }
}
