using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;

namespace ServerlessOrders.Tests.Integration.Local;

public sealed class AzuriteFixtureTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ArchivedBlob_IsReadableOnlyAfterItsTierIsSet()
    {
        var container = await azurite.NewContainerAsync();
        var blob = container.GetBlobClient("a/b c.tif");
        await blob.UploadAsync(BinaryData.FromString("hello"), Stop);
        await blob.SetAccessTierAsync(AccessTier.Archive, cancellationToken: Stop);

        var refused = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => blob.DownloadContentAsync(Stop));
        Assert.Equal("BlobArchived", refused.ErrorCode);
        await blob.SetAccessTierAsync(AccessTier.Hot, cancellationToken: Stop);

        Assert.Equal("hello", (await blob.DownloadContentAsync(Stop)).Value.Content.ToString());
    }

    [Fact]
    public async Task Row_WrittenByOneClient_IsReadByAnother()
    {
        var tenant = AzuriteFixture.NewTenant();
        await azurite.Storage.Index.AddEntityAsync(new TableEntity(tenant, "row") { ["n"] = 7L }, Stop);

        var row = await azurite.NewStorage().Index.GetEntityAsync<TableEntity>(tenant, "row", cancellationToken: Stop);

        Assert.Equal(7L, row.Value.GetInt64("n"));
    }
}
