using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Api;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Api;

public sealed class RouteMatchTests
{
    private static readonly string[] Routes =
        [.. typeof(ApiRoutes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public async Task EveryRoute_MatchesThePathsThatAspNetCoreGivesItAndNoOther()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        foreach (var route in Routes)
            app.MapGet(route, (HttpContext http) => http.Response.WriteAsync(((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText!));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        foreach (var path in Routes.SelectMany(Paths).Distinct())
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            string[] expected = answer.IsSuccessStatusCode ? [await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)] : [];
            Assert.Equal(expected, Routes.Where(route => RouteMatch.Matches(route, Uri.UnescapeDataString(path))));
        }
    }

    /// <summary>Paths that fit the route and some that nearly do.</summary>
    private static IEnumerable<string> Paths(string route) =>
        from value in new[] { "7", "-7", "abc", "9223372036854775808", "pause", "updateFileFilters", "2025-01-31T12:00:00.000Z", "a%20b" }
        from end in new[] { "", "/", "/more", "/more/thumbnail" }
        select "/" + string.Join('/', route.Split('/').Select(part => part.StartsWith('{') ? value : part)) + end;
}
