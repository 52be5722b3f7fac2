using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Downloads;

/// <summary>Whatever a row of the catalog says, the archive's files are all that is read, and nothing else is touched.</summary>
public sealed class BlobArchiveTests(AzuriteFixture azurite)
{
    private const string Secret = "what another tenant has in the basket";

    private readonly BlobArchive _archive = new(azurite.Storage);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> NamesThatLeaveTheirContainer =>
    [
        "../serverless-orders/{0}", "./../serverless-orders/{0}", "a/../../serverless-orders/{0}", "a/b/../../../serverless-orders/{0}",
        "..\\serverless-orders\\{0}", "..\\../serverless-orders/{0}", "a\\..\\..\\serverless-orders\\{0}",
        "%2e%2e/serverless-orders/{0}", "..%2fserverless-orders%2f{0}", "%2e%2e%2fserverless-orders%2f{0}", "../../{1}/serverless-orders/{0}",
    ];

    [Theory]
    [MemberData(nameof(NamesThatLeaveTheirContainer))]
    public async Task NameThatLeavesItsContainer_IsThatOfNoBlob_ForEveryOperation(string pattern)
    {
        var (container, victim) = await PrepareAsync();
        var name = pattern.Replace("{0}", victim.Name, StringComparison.Ordinal).Replace("{1}", azurite.Storage.Blobs.AccountName, StringComparison.Ordinal);

        await AssertUntouchedAsync(new BlobLocation(container.Name, name), victim);
    }

    [Theory]
    [InlineData("serverless-orders")]
    [InlineData("{0}/../serverless-orders")]
    [InlineData("..")]
    [InlineData("azure-webjobs-secrets")]
    [InlineData("$logs")]
    [InlineData("$root")]
    [InlineData("")]
    public async Task ContainerThatIsNoneOfTheArchive_HasNoBlobs(string pattern)
    {
        var (container, victim) = await PrepareAsync();

        await AssertUntouchedAsync(new BlobLocation(pattern.Replace("{0}", container.Name, StringComparison.Ordinal), victim.Name), victim);
    }

    [Theory]
    [InlineData("..a/b..tif")]
    [InlineData("a//b.tif")]
    [InlineData(".../x")]
    [InlineData("a b%20c+d#e?f&g=h.tif")]
    [InlineData("\u00e9t\u00e9/\uFF0E\uFF0E/x.tif")]
    [InlineData("e\u0301.tif")]
    [InlineData("..%2fx.tif")]
    [InlineData("a:b@c;d,e'f(g)!*.tif")]
    public async Task NameOfAnyOtherKind_IsThatVeryBlob(string name)
    {
        var container = await azurite.NewContainerAsync();
        var blob = container.GetBlobClient(name);
        await blob.UploadAsync(BinaryData.FromString(name), Stop);

        Assert.Equal(Encoding.UTF8.GetByteCount(name), (await _archive.FindAsync(new BlobLocation(container.Name, name), Stop))?.Length);
        var read = await _archive.OpenReadAsync(new BlobLocation(container.Name, name), null, 0, null, Stop);
        Assert.Equal(ArchiveReadStatus.Opened, read.Status);
        using var text = new StreamReader(read.Content!);
        Assert.Equal(name, await text.ReadToEndAsync(Stop));
    }

    [Fact]
    public async Task Listing_TellsTheSameAsALookAtEachBlob_FromANameOn()
    {
        var container = await azurite.NewContainerAsync();
        foreach (var name in (string[])["a/1.bin", "a/2.bin", "a/3 \u00e9#%.bin", "a/4.bin", "b"]) await container.UploadBlobAsync(name, BinaryData.FromString(name), Stop);
        await container.GetBlobClient("a/4.bin").SetAccessTierAsync(AccessTier.Archive, cancellationToken: Stop);

        var pages = await new BlobArchiveListing(azurite.Storage).ListAsync(container.Name, "a/", Stop, "a/2.bin", most: 2).ToListAsync(Stop);

        Assert.Equal([2, 1], pages.Select(page => page.Count));
        Assert.Equal(["a/2.bin", "a/3 \u00e9#%.bin", "a/4.bin"], pages.SelectMany(page => page).Select(blob => blob.Name));
        foreach (var (name, blob) in pages.SelectMany(page => page))
            Assert.Equal(await _archive.FindAsync(new BlobLocation(container.Name, name), Stop), blob);
    }

    [Fact]
    public async Task Upload_ToANameThatLeavesItsContainer_IsRefused()
    {
        var (container, victim) = await PrepareAsync();
        using var content = new MemoryStream(Encoding.UTF8.GetBytes("mine"));

        await Assert.ThrowsAsync<ArgumentException>(() => new ArchiveUploads(azurite.Storage).UploadAsync(
            content, new BlobLocation(container.Name, $"../serverless-orders/{victim.Name}"), "text/plain", false, new Progress<long>(), Stop));

        Assert.Equal(Secret, (await victim.DownloadContentAsync(Stop)).Value.Content.ToString());
    }

    private async Task<(BlobContainerClient Container, BlobClient Victim)> PrepareAsync()
    {
        var victim = azurite.Storage.Own.GetBlobClient($"victim-{Guid.NewGuid():N}.json");
        await victim.UploadAsync(BinaryData.FromString(Secret), Stop);
        return (await azurite.NewContainerAsync(), victim);
    }

    private async Task AssertUntouchedAsync(BlobLocation location, BlobClient victim)
    {
        var before = (await victim.GetPropertiesAsync(cancellationToken: Stop)).Value;

        Assert.Null(await _archive.FindAsync(location, Stop));
        Assert.Equal(ArchiveReadStatus.Missing, (await _archive.OpenReadAsync(location, null, 0, null, Stop)).Status);
        Assert.Equal(ArchiveReadStatus.Missing, (await _archive.OpenReadAsync(location, before.ETag.ToString("H"), 3, 5, Stop)).Status);
        await _archive.RehydrateAsync(location, Stop);

        // A change of tier, even to the same one, is a write that the blob tells of.
        var after = (await victim.GetPropertiesAsync(cancellationToken: Stop)).Value;
        Assert.Equal((before.AccessTierInferred, before.AccessTierChangedOn), (after.AccessTierInferred, after.AccessTierChangedOn));
    }
}
