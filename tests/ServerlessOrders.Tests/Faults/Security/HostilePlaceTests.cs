using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Sas;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Faults.Security;

/// <summary>Rows of the catalog and blobs whose places lead out of the archive: nobody gets another's basket by ordering them.</summary>
public sealed class HostilePlaceTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{0}/../serverless-orders/{1}")]
    [InlineData("{0}/a/../../serverless-orders/{1}")]
    [InlineData("{0}/..\\serverless-orders\\{1}")]
    [InlineData("serverless-orders/{1}")]
    public async Task RowOfBefore_ThatLeadsToAnothersBasket_IsAFileThatIsNotThere(string pattern)
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync("other", "theirs", ("secret product", "x"));
        using var bob = server.Client("other", "bob@example.org");
        using (var selected = await bob.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop))
            Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
        var basket = await FirstBlobAsync(server.Storage, "baskets/");
        var container = server.Storage.Blobs.GetBlobContainerClient($"c{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Stop);
        await AddRowAsync(server.Storage, pattern.Replace("{0}", container.Name, StringComparison.Ordinal).Replace("{1}", basket, StringComparison.Ordinal));

        using var ada = server.Client();
        var order = await OrderServer.OrderAllAsync(ada);
        var ended = await OrderServer.WaitForAsync(ada, order, content => content.GetProperty("status").GetString() is not ("PENDING" or "RUNNING"));

        Assert.Equal("FAILED", ended.GetProperty("status").GetString());
        using var file = await ada.GetAsync($"/orders/files/{FileIds.Of(order, 0)}", Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, file.StatusCode);
        Assert.DoesNotContain("secret product", await file.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.GetAsync($"/user/orders/{order}/download", Stop)).StatusCode);
    }

    [Fact]
    public async Task Container_WithABlobWhoseNameLeadsOut_IsImportedWithoutIt()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("good.txt", BinaryData.FromString("good"), Stop);
        await PutAsync(container.GenerateSasUri(BlobContainerSasPermissions.All, TimeProvider.System.GetUtcNow().AddHours(1)), "a%2F..%2F..%2Fserverless-orders%2Fx");
        var tenant = AzuriteFixture.NewTenant();

        var result = await new ContainerImport(new CatalogStore(azurite.Storage), new ArchiveUploads(azurite.Storage))
            .ImportAsync(tenant, container.Name, null, "c", null, Stop);

        Assert.Equal(1, result.Items);
        var note = Assert.Single(result.Notes);
        Assert.True(note.LeftOut);
        Assert.Equal("a/../../serverless-orders/x", note.Item);
    }

    private static async Task AddRowAsync(StorageClients storage, string href)
    {
        var asset = new CatalogAsset("data", "data.tif", DataType.RAWDATA, "image/tiff", href, false, null, null, null);
        var item = new CatalogItem("coast", "a", "a", JsonDocument.Parse("{}").RootElement, null, null, null, [asset]);
        await new CatalogStore(storage).WriteItemsAsync("demo", new[] { item }.ToAsyncEnumerable(), _ => { }, Stop);
    }

    private static async Task<string> FirstBlobAsync(StorageClients storage, string prefix)
    {
        await foreach (var blob in storage.Own.GetBlobsAsync(new() { Prefix = prefix }, Stop)) return blob.Name;
        throw new InvalidOperationException($"There is no {prefix}.");
    }

    /// <summary>Writes a blob under an address that is sent as it stands: the clients of the SDK resolve its dot segments.</summary>
    private static async Task PutAsync(Uri container, string encodedName)
    {
        var address = new Uri($"{container.GetLeftPart(UriPartial.Path)}/{encodedName}{container.Query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new StringContent("bad") };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        using var answer = await http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
