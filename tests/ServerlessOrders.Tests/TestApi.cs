using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Api;
using ServerlessOrders.Api.Pages;
using ServerlessOrders.Http;
using ServerlessOrders.Security;
using ServerlessOrders.Web;

namespace ServerlessOrders.Tests;

/// <summary>The API on a real Kestrel at a free port of this machine, with some endpoints of a test's own beside the table.</summary>
public sealed class TestApi : IAsyncDisposable
{
    public const string Secret = "a secret of the tests, at least 32 characters long";

    private readonly WebApplication _app;

    private TestApi(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public LogCollector Logs => _app.Services.GetRequiredService<LogCollector>();

    internal static async Task<TestApi> StartAsync(
        IEnumerable<ApiEndpoint>? extra = null, IDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug);
        var logs = new LogCollector();
        builder.Logging.AddProvider(logs);
        builder.Services.AddSingleton(logs);
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["Orders:Secret"] = Secret });
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(new PageSource(WebFiles.Names, WebFiles.Read)).AddOrderApi();

        var app = builder.Build();
        app.MapOrderApi();
        var pipeline = app.Services.GetRequiredService<ApiPipeline>();
        foreach (var endpoint in extra ?? [])
            app.MapMethods(endpoint.Route, endpoint.Methods, (HttpContext http) => pipeline.RunAsync(http, endpoint));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestApi(app);
    }

    public string Token(string user = "user@example.org", Role role = Role.REGISTERED_USER, string tenant = "demo") =>
        _app.Services.GetRequiredService<TokenIssuer>().Issue(tenant, user, role, TimeSpan.FromHours(1));

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
