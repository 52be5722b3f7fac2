using Microsoft.Playwright;

namespace ServerlessOrders.Tests.Browser;

/// <summary>An order on its page, as it changes.</summary>
[Collection(PagesCollection.Name)]
public sealed class OrderPageTests(PagesFixture pages)
{
    [Fact]
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

    [Fact]
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

    [Fact]
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

    private async Task<long> OrderAsync(Visitor visitor)
    {
        using var client = pages.Server.Client(visitor.Tenant, Visitor.User);
        return await OrderServer.OrderAllAsync(client);
    }
}
