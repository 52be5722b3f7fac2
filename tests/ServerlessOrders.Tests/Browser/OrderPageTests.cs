using System.IO.Compression;
using Microsoft.Playwright;

namespace ServerlessOrders.Tests.Browser;

/// <summary>An order on its page, as it changes.</summary>
[Collection(PagesCollection.Name)]
public sealed class OrderPageTests(PagesFixture pages)
{
    [ForeignFact]
    public Task Files_AreListedWithTheirStates_AndFetchedOneByOne() => pages.VisitAsync(async visitor =>
    {
        await visitor.SignInAsync($"#/orders/{await OrderAsync(visitor)}");
        await visitor.SeesAsync("6 files are ready.");
        await visitor.Page.GetByText("coast-watch").ClickAsync();
        await visitor.SeesAsync("harbour-north-2026-01.csv");

        var fetched = await File.ReadAllBytesAsync(
            await visitor.DownloadAsync(visitor.Button("Fetch harbour-north-2026-01.csv")), TestContext.Current.CancellationToken);

        Assert.Contains(Sample.Describe("harbour-north-2026-01.csv", fetched), Sample.Files);
        await visitor.SeesAsync("1 fetched");
    });

    [ForeignFact]
    public Task Cancelling_IsAskedAbout_AndEscapeLeavesTheOrderAsItIs() => pages.VisitAsync(async visitor =>
    {
        await visitor.SignInAsync($"#/orders/{await OrderAsync(visitor)}");
        await visitor.Button("Cancel order").ClickAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Button("Pause").WaitForAsync();

        await visitor.Button("Cancel order").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel order" }).ClickAsync();

        await visitor.SeesAsync("It was deleted, and its files are gone.");
    });

    [ForeignFact]
    public Task Extension_ThatIsTooLong_IsRefusedInTheWordsOfTheService() => pages.VisitAsync(
        async visitor =>
        {
            await visitor.SignInAsync($"#/orders/{await OrderAsync(visitor)}");
            await visitor.Button("Keep longer").ClickAsync();
            await visitor.Page.GetByLabel("Hours from now").FillAsync("100000");
            await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Keep longer" }).ClickAsync();
            var problem = await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync();

            Assert.Contains("168", problem, StringComparison.Ordinal);
        },
        new Visit { Expected = ["status of 422"] });

    /// <summary>The request that waits for a change is answered, with how the order was, after the page has shown that it is paused.</summary>
    [ForeignFact]
    public Task AnswerThatComesLate_IsNotShownOverANewerOne() => pages.VisitAsync(async visitor =>
    {
        var order = await OrderAsync(visitor);
        var late = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = new List<string>();
        await visitor.Page.RouteAsync($"**/user/orders/{order}", async route =>
        {
            if (route.Request.Headers.ContainsKey("if-none-match"))
            {
                late.TrySetResult(route);
                return;
            }

            var answer = await route.FetchAsync();
            answers.Add(await answer.TextAsync());
            await route.FulfillAsync(new() { Response = answer });
        });
        await visitor.SignInAsync($"#/orders/{order}");
        var waiting = await late.Task;
        await visitor.Button("Pause").ClickAsync();
        await visitor.Button("Resume").WaitForAsync();
        try
        {
            await waiting.FulfillAsync(new() { ContentType = "application/json", Body = answers[0] });
        }
        catch (PlaywrightException)
        {
            // The page has broken it off, which is as good.
        }

        // Whatever an answer does to the page is done by then.
        await visitor.Page.EvaluateAsync("() => new Promise(resolve => setTimeout(resolve, 200))");
        Assert.True(await visitor.Button("Resume").IsVisibleAsync());
        Assert.False(await visitor.Button("Pause").IsVisibleAsync());
    });

    /// <summary>As somebody copies them: token and command into a shell.</summary>
    [ForeignFact]
    public async Task Commands_FetchTheOrder()
    {
        var tenant = AzuriteFixture.NewTenant();
        await pages.Server.AddProductsAsync(tenant, "coast", ("waves", "the waves"));
        await pages.VisitAsync(
            async visitor =>
            {
                await visitor.SignInAsync();
                foreach (var program in new[] { "curl", "wget", "aria2" })
                {
                    using var folder = new TempFolder();
                    var order = await OrderAsync(visitor);
                    await visitor.GoAsync($"#/orders/{order}");
                    await visitor.SeesAsync($"Order {order} ");
                    await visitor.SeesAsync("1 file is ready.");
                    await visitor.Page.GetByText("On another machine, or from a script").ClickAsync();
                    var command = await visitor.Page.GetByLabel($"Command with {program}").InnerTextAsync();
                    await ExternalTool.RunAsync("bash", "-c", $"cd '{folder.Path}' && export ORDERS_TOKEN={visitor.Token} && {command}");

                    var found = program == "aria2"
                        ? await File.ReadAllTextAsync(Path.Combine(folder.Path, $"order-{order}", "waves.txt"), TestContext.Current.CancellationToken)
                        : await ReadZipAsync(Path.Combine(folder.Path, $"order-{order}.zip"));
                    Assert.Equal("the waves", found);
                }
            },
            new Visit { Tenant = tenant });
    }

    private static async Task<string> ReadZipAsync(string path)
    {
        await using var zip = await ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await zip.Entries.Single().OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> OrderAsync(Visitor visitor)
    {
        using var client = pages.Server.Client(visitor.Tenant, Visitor.User);
        return await OrderServer.OrderAllAsync(client);
    }
}
