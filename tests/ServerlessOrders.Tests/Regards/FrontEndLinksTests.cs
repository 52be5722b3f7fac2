using System.IO.Compression;
using ServerlessOrders.Tests.Browser;

namespace ServerlessOrders.Tests.Regards;

/// <summary>
/// The three download buttons of REGARDS' front end (RegardsOss/regards-frontend 2f56bee) in a real browser: plain links on a page of
/// another origin, which carry no header and the user's token in their address.
/// </summary>
[Collection(PagesCollection.Name)]
public sealed class FrontEndLinksTests(PagesFixture pages)
{
    private const string Portal = "http://portal.invalid/";
    private const string Elsewhere = "http://elsewhere.invalid/";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Links_DownloadEveryByte_AndTheirTokenIsToldToNobody()
    {
        var tenant = AzuriteFixture.NewTenant();
        await pages.Server.AddProductsAsync(tenant, "coast", ("a", "waves"), ("b", "sand"));
        using var client = pages.Server.Client(tenant, Visitor.User);
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        await pages.VisitAsync(
            async visitor =>
            {
                string Link(string name, string path) =>
                    $"""<a href="{visitor.Address.TrimEnd('/')}{RegardsServer.Prefix}{path}?token={visitor.Token}">{name}</a>""";

                var html = Link("zip", $"/user/orders/{order}/download") + Link("metalink", $"/user/orders/{order}/metalink/download")
                    + Link("file", $"/orders/files/{FileIds.Of(order, 0)}") + Link("gone", "/user/orders/4711/download");
                var referrers = new List<string?>();
                await visitor.Page.RouteAsync($"{Portal}**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = html }));
                await visitor.Page.RouteAsync($"{Elsewhere}**", async route =>
                {
                    referrers.Add(await route.Request.HeaderValueAsync("referer"));
                    await route.FulfillAsync(new() { ContentType = "text/html", Body = "" });
                });
                await visitor.Page.GotoAsync(Portal);

                var file = await FetchAsync("file");
                var metalink = await FetchAsync("metalink");
                await using var zip = await ZipFile.OpenReadAsync(await visitor.DownloadAsync(visitor.Link("zip")), Stop);
                // What is no download is shown: an address with the token in it, from which somebody goes on.
                await visitor.Link("gone").ClickAsync();
                await visitor.SeesAsync("4711");
                await visitor.Page.EvaluateAsync($"location.href = '{Elsewhere}'");
                await visitor.Page.WaitForURLAsync(Elsewhere);

                Assert.Equal("waves", file);
                Assert.Contains("<resources>", metalink, StringComparison.Ordinal);
                // The ZIP holds what was not fetched yet.
                var entry = Assert.Single(zip.Entries);
                Assert.Equal(("b.txt", "sand"), (entry.Name, await ReadAsync(await entry.OpenAsync(Stop))));
                Assert.Equal([null], referrers);

                async Task<string> FetchAsync(string name) => await ReadAsync(File.OpenRead(await visitor.DownloadAsync(visitor.Link(name))));
            },
            new Visit { Tenant = tenant, Expected = [Portal, Elsewhere, "status of 404"] });
    }

    private static async Task<string> ReadAsync(Stream content)
    {
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(Stop);
    }
}
