using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Regards;

/// <summary>
/// RegardsDownloader (RegardsOss/RegardsDownloader 914a32f): reads a metalink 3 (MtLnk), fetches each file from its address, waits on 202 as
/// long as <c>X-regards-retry</c> says (DirectHTTP), and verifies the best hash that it knows: <c>sha-256</c>, <c>sha1</c>, <c>md5</c>.
/// </summary>
public sealed class DownloaderTests(DownloaderTests.SlowServer regards) : IClassFixture<DownloaderTests.SlowServer>
{
    private static readonly XNamespace Metalink = "http://www.metalinker.org/";

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metalink_IsFetchedToItsEnd_ThoughAFileIsNotReadyYet()
    {
        await regards.Server.AddProductsAsync(_tenant, "c", ("a", "first"), ("slow", "second"));
        var token = regards.Token(_tenant);
        await regards.JsonAsync("POST", RegardsServer.Prefix + "/order/basket/selection", token, """{"engineType":"legacy"}""");
        var (_, created) = await regards.JsonAsync("POST", RegardsServer.Prefix + "/user/orders", token, "{}");
        var order = created.GetProperty("content").GetProperty("id").GetInt64();
        await regards.Gate.ReachedAsync();
        using var owner = regards.Server.Client(_tenant, RegardsServer.User);
        var gotten = await OrderServer.WaitForAsync(owner, order, content => content.GetProperty("status").GetString() == "RUNNING");
        Assert.Equal("RUNNING", gotten.GetProperty("status").GetString());

        // As the front end's button gives it to the program.
        var document = XDocument.Parse(await regards.Http.GetStringAsync($"{RegardsServer.Prefix}/user/orders/{order}/metalink/download?token={token}", Stop));
        var waits = 0;
        var fetched = new Dictionary<string, string>();
        foreach (var file in document.Descendants(Metalink + "file"))
        {
            var address = file.Descendants(Metalink + "url").Single().Value;
            Assert.StartsWith(regards.Server.Address.AbsoluteUri.TrimEnd('/') + RegardsServer.Prefix, address, StringComparison.Ordinal);
            var bytes = await FetchAsync(address, () => waits++);
            fetched.Add(file.Attribute("name")!.Value, Encoding.UTF8.GetString(bytes));
        }

        Assert.Equal(new Dictionary<string, string> { ["a.txt"] = "first", ["slow.txt"] = "second" }, fetched);
        Assert.True(waits > 0, "No file was waited for.");

        // Once prepared, the metalink has a hash that the program knows, beside the better one that others know.
        document = XDocument.Parse(await regards.Http.GetStringAsync($"{RegardsServer.Prefix}/user/orders/{order}/metalink/download?token={token}", Stop));
        foreach (var file in document.Descendants(Metalink + "file"))
        {
            var hashes = file.Descendants(Metalink + "hash").ToDictionary(hash => hash.Attribute("type")!.Value, hash => hash.Value);
            var content = Encoding.UTF8.GetBytes(fetched[file.Attribute("name")!.Value]);
#pragma warning disable CA5351 // What the program verifies.
            Assert.Equal(Convert.ToHexStringLower(MD5.HashData(content)), hashes["md5"]);
#pragma warning restore CA5351
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), hashes["sha256"]);
            Assert.Equal(content.Length, int.Parse(file.Element(Metalink + "size")!.Value, CultureInfo.InvariantCulture));
        }
    }

    private async Task<byte[]> FetchAsync(string address, Action waits)
    {
        while (true)
        {
            using var response = await regards.Http.GetAsync(address, Stop);
            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return await response.Content.ReadAsByteArrayAsync(Stop);
            }

            // Without the header it would wait for five minutes.
            var wait = long.Parse(Assert.Single(response.Headers.GetValues("X-regards-retry")), CultureInfo.InvariantCulture);
            Assert.InRange(wait, 1000, 60_000);
            Assert.Equal(wait, response.Headers.RetryAfter!.Delta!.Value.TotalMilliseconds);
            waits();
            regards.Gate.Open();
            await Task.Delay(100, Stop);
        }
    }

    /// <summary>Storage that holds one blob back until a test lets it go.</summary>
    public sealed class SlowServer(AzuriteFixture azurite) : RegardsServer(azurite)
    {
        internal Gate Gate { get; } = new();

        protected override void Configure(WebApplicationBuilder builder) =>
            builder.Services.AddSingleton<IArchive>(services => new HeldArchive(new BlobArchive(services.GetRequiredService<StorageClients>()), Gate));
    }

    private sealed class HeldArchive(IArchive archive, Gate gate) : IArchive
    {
        public Task<ArchivedBlob?> FindAsync(BlobLocation location, CancellationToken cancellationToken) => archive.FindAsync(location, cancellationToken);

        public async Task<ArchiveRead> OpenReadAsync(BlobLocation location, string? etag, long offset, long? length, CancellationToken cancellationToken)
        {
            if (location.Name == "slow.txt") await gate.PassAsync();
            return await archive.OpenReadAsync(location, etag, offset, length, cancellationToken);
        }

        public Task RehydrateAsync(BlobLocation location, CancellationToken cancellationToken) => archive.RehydrateAsync(location, cancellationToken);
    }
}
