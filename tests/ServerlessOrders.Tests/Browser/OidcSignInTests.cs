using System.Globalization;

namespace ServerlessOrders.Tests.Browser;

/// <summary>Signing in at an authority, which is another host: the only one that the pages may ask.</summary>
[Collection(PagesCollection.Name)]
public sealed class OidcSignInTests(PagesFixture pages, AzuriteFixture azurite)
{
    [Fact]
    public async Task SignIn_LeadsToTheAuthorityAndBack_ToThePlaceWhereItBegan()
    {
        await using var authority = await LocalAuthority.StartAsync();
        await using var server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Orders:Security:Authority"] = authority.Address;
            builder.Configuration["Orders:Security:Audiences:0"] = LocalAuthority.Audience;
            builder.Configuration["Orders:Pages:ClientId"] = "pages";
        });
        await pages.VisitAsync(
            async visitor =>
            {
                await visitor.Page.GotoAsync($"{visitor.Address}#/orders");
                await visitor.Button("Sign in with your account").ClickAsync();
                await visitor.SeesAsync("You have not ordered anything yet");
                await visitor.SeesAsync("ada@example.org");

                Assert.Equal($"{visitor.Address}#/orders", visitor.Page.Url);
                Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("localStorage.length + (JSON.stringify(sessionStorage).match(/eyJ/g) ?? []).length"));
            },
            new Visit
            {
                Service = server.Address, Tenant = CodeFlow.Tenant,
                Expected = [string.Create(CultureInfo.InvariantCulture, $"Asks another host: {authority.Address}/")],
            });
    }
}
