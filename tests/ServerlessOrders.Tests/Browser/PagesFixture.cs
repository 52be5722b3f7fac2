using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ServerlessOrders.Local.Imports;
using ServerlessOrders.Security;
using ServerlessOrders.Tests.Regards;

namespace ServerlessOrders.Tests.Browser;

/// <summary>The tests that open the pages: they share a service and a browser, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PagesCollection : ICollectionFixture<PagesFixture>
{
    public const string Name = "Pages in a browser";
}

/// <summary>What a visit needs that is not as usual.</summary>
internal sealed record Visit
{
    /// <summary>Where; null for the service of the fixture.</summary>
    public Uri? Service { get; init; }

    /// <summary>Whose catalog; null for a new tenant with the sample collection.</summary>
    public string? Tenant { get; init; }

    public Role Role { get; init; } = Role.REGISTERED_USER;

    public BrowserNewContextOptions? Window { get; init; }

    /// <summary>Parts of the complaints that the visit is about.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];
}

/// <summary>
/// The whole service, and the browser that Debian has, driven by Playwright, which downloads nothing. An order of the whole sample
/// collection comes in two parts, the second once the first is fetched.
/// </summary>
public sealed class PagesFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Program = "chromium";

    private OrderServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public OrderServer Server => _server!;

    /// <summary>Shows the pages to a user. Whatever the browser complains about fails the test, whose body need not look.</summary>
    /// <param name="body">What the user does.</param>
    /// <param name="visit">What is not as usual.</param>
    internal async Task VisitAsync(Func<Visitor, Task> body, Visit? visit = null)
    {
        _browser ??= await LaunchAsync();
        visit ??= new Visit();
        if (visit.Tenant is null)
        {
            visit = visit with { Tenant = AzuriteFixture.NewTenant() };
            await ImportSampleAsync(visit.Tenant);
        }

        await using var window = await _browser.NewContextAsync(visit.Window);
        var visitor = await Visitor.OpenAsync(window, visit.Service ?? Server.Address, visit.Tenant, Token(visit.Tenant, visit.Role));
        try
        {
            await body(visitor);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            TestContext.Current.AddAttachment("page.png", await visitor.Page.ScreenshotAsync(), "image/png");
            throw new InvalidOperationException($"{e.Message}\n{await visitor.DescribeAsync()}", e);
        }

        Assert.All(visitor.Complaints, complaint => Assert.Contains(visit.Expected, part => complaint.Contains(part, StringComparison.Ordinal)));
    }

    /// <summary>A token of the user, for an hour, or as long as is said.</summary>
    internal string Token(string tenant, Role role = Role.REGISTERED_USER, TimeSpan? validFor = null) =>
        Server.Services.GetRequiredService<TokenIssuer>().Issue(tenant, Visitor.User, role, validFor ?? TimeSpan.FromHours(1));

    /// <summary>Gives a tenant what a first start gives.</summary>
    internal async Task ImportSampleAsync(string tenant)
    {
        const string collection = "coast-watch";
        var request = new ImportRequest(tenant, Path.Combine(AppContext.BaseDirectory, "samples", collection)) { Collection = collection, Folder = FolderKind.Files };
        await new Importer(Server.Storage, new ConfigurationBuilder().Build()).ImportAsync(request, progress: null, TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Orders:SubOrderMaxFiles"] = "6";
            builder.Configuration["Orders:MaxSubOrdersPerUser"] = "1";
            builder.Configuration["Orders:PathBase"] = RegardsServer.Prefix;
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        var path = ExternalTool.Find(Program);
        if (path is null) ExternalTool.Leave(Program);
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }
}
