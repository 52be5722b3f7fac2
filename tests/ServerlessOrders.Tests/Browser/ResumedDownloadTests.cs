using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Tests.EndToEnd;

namespace ServerlessOrders.Tests.Browser;

/// <summary>A download that a browser goes on with by itself, at the address with which it began.</summary>
[Collection(PagesCollection.Name)]
public sealed class ResumedDownloadTests(PagesFixture pages, AzuriteFixture azurite)
{
    /// <summary>The line is cut in the middle of the ZIP, and meanwhile an hour has passed: the link that began it opens for five minutes.</summary>
    [ForeignFact]
    public async Task Download_ThatBreaksOff_IsResumedByTheBrowser_LongAfterItsLinkHasRunOut()
    {
        var stop = TestContext.Current.CancellationToken;
        var clock = new LaterClock();
        await using var server = await OrderServer.StartAsync(
            azurite, configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var tenant = AzuriteFixture.NewTenant();
        var content = Convert.ToHexString(RandomNumberGenerator.GetBytes(500_000));
        await server.AddProductsAsync(tenant, "coast", ("a", content));
        using var client = server.Client(tenant, Visitor.User);
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, found => found.GetProperty("status").GetString() == "DONE");
        await using var line = new CuttingProxy(server.Address, 700_000, TimeSpan.FromMilliseconds(100));
        await pages.VisitAsync(
            async visitor =>
            {
                await visitor.SignInAsync($"#/orders/{order}");
                await visitor.Button("Download ZIP").WaitForAsync();
                var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Button("Download ZIP").ClickAsync());
                clock.Offset = TimeSpan.FromHours(1);
                await using var zip = await ZipFile.OpenReadAsync(await download.PathAsync(), stop);
                using var reader = new StreamReader(await zip.Entries.Single().OpenAsync(stop));

                Assert.Equal(content, await reader.ReadToEndAsync(stop));
                Assert.True(line.Cuts > 0, "Nothing was cut.");
            },
            new Visit { Service = new Uri(line.Address), Tenant = tenant, Expected = ["status of 401", "ERR_"] });
    }

    /// <summary>The clock of this machine, put forward.</summary>
    private sealed class LaterClock : TimeProvider
    {
        private long _offset;

        public TimeSpan Offset
        {
            get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
            set => Interlocked.Exchange(ref _offset, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
