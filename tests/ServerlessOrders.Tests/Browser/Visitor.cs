using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Playwright;

namespace ServerlessOrders.Tests.Browser;

/// <summary>A user in front of a browser: notes every complaint of the browser, and counts the clicks.</summary>
internal sealed class Visitor
{
    public const string User = "ada@example.org";

    // Also those by the keyboard.
    private const string CountClicks =
        "addEventListener('click', event => { if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1 }, true)";

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _window;
    private readonly Uri _service;

    private Visitor(IBrowserContext window, Uri service, string tenant, string token)
    {
        (_window, _service, Tenant, Token) = (window, service, tenant, token);
        Page = null!;
    }

    /// <summary>The tab.</summary>
    public IPage Page { get; private set; }

    public string Tenant { get; }

    public string Token { get; }

    /// <summary>Errors on the console, among them violations of the policy, errors of scripts, and requests to other hosts.</summary>
    public IEnumerable<string> Complaints => _complaints;

    /// <summary>A window with an empty tab.</summary>
    public static async Task<Visitor> OpenAsync(IBrowserContext window, Uri service, string tenant, string token)
    {
        // What takes longer than this is not there.
        window.SetDefaultTimeout(15_000);
        await window.AddInitScriptAsync(CountClicks);
        var visitor = new Visitor(window, service, tenant, token);
        visitor.Page = await visitor.OpenTabAsync();
        return visitor;
    }

    /// <summary>One more tab of the same window.</summary>
    public async Task<IPage> OpenTabAsync()
    {
        var page = await _window.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            var address = new Uri(request.Url);
            if (address.Scheme is "http" or "https" && address.Authority != _service.Authority) _complaints.Enqueue($"Asks another host: {address}");
        };
        return page;
    }

    /// <summary>Opens the link that signs in, then a place of the pages.</summary>
    public async Task SignInAsync(string place = "#/", IPage? tab = null)
    {
        await (tab ?? Page).GotoAsync(new Uri(_service, $"/#token={Token}").ToString());
        await (tab ?? Page).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        if (place != "#/") await GoAsync(place, tab);
    }

    /// <summary>Goes to a place of the pages.</summary>
    public Task GoAsync(string place, IPage? tab = null) => (tab ?? Page).EvaluateAsync("place => { location.hash = place }", place);

    /// <summary>The button of that name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The link of that name.</summary>
    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>The address of the service, with a slash at its end.</summary>
    public string Address => _service.ToString();

    /// <summary>Waits until the text is shown.</summary>
    public Task SeesAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Goes from one element to the next by the Tab key, until that of this role and name has the focus.</summary>
    public async Task TabToAsync(AriaRole role, string name)
    {
        var wanted = Page.GetByRole(role, new() { Name = name, Exact = true }).First;
        await wanted.WaitForAsync();
        for (var step = 0; step < 100; step++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The Tab key does not lead to the {role} {name}.");
    }

    /// <summary>Downloads what a button offers, and returns the path of the file.</summary>
    public async Task<string> DownloadAsync(ILocator button)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        return await download.PathAsync();
    }

    /// <summary>Downloads the ZIP of the order that is shown: its files, each with what is in it.</summary>
    public async Task<IReadOnlyList<string>> DownloadZipAsync(string button = "Download ZIP")
    {
        using var zip = ZipFile.OpenRead(await DownloadAsync(Button(button)));
        return [.. zip.Entries.Select(Sample.Describe)];
    }

    /// <summary>Waits until nothing is loading any more.</summary>
    public Task SettleAsync() => Page.Locator("body:not(:has(.busy)):not(:has([aria-busy=true])) h1").First.WaitForAsync();

    /// <summary>The clicks so far.</summary>
    public async Task<int> ClicksAsync() => await Page.EvaluateAsync<int>("Number(sessionStorage.clicks ?? 0)");

    /// <summary>What is shown, for whoever reads why a test failed.</summary>
    public async Task<string> DescribeAsync() =>
        $"At {Page.Url.Split("#token")[0]}:\n{await Page.InnerTextAsync("body")}\n{string.Join('\n', _complaints)}";
}
