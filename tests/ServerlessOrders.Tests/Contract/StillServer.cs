using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServerlessOrders.Files;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Contract.Orders;

namespace ServerlessOrders.Tests.Contract;

/// <summary>
/// The product without the services that work in the background: an order stays as a request left it, so an answer can be
/// compared letter by letter. The archive holds the files of the positions 0 to 2; that of 3 has changed, others are missing.
/// </summary>
public sealed class StillServer(AzuriteFixture azurite) : SeededServer(azurite)
{
    /// <summary>The content of every file.</summary>
    public const string Content = "0123456789";

    private const uint ContentCrc32 = 0xA684C7C6;
    private const int Unchanged = 3;

    private readonly List<string> _etags = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var container = Service<StorageClients>().Blobs.GetBlobContainerClient("secret-container");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        for (var position = 0; position <= Unchanged; position++)
            _etags.Add(await UploadAsync(container, $"{position}.tif"));
    }

    /// <summary>Takes what a host runs beside its API out; the web server itself joins later.</summary>
    protected override void Configure(WebApplicationBuilder builder) => builder.Services.RemoveAll<IHostedService>();

    protected override OrderFile Prepare(OrderFile file) => file.State.CanBeServed() && !file.External
        ? file with { Crc32 = ContentCrc32, BlobETag = file.Position < Unchanged ? _etags[file.Position] : "\"another\"" }
        : file;

    private static async Task<string> UploadAsync(BlobContainerClient container, string name)
    {
        var blob = container.GetBlobClient(name);
        await blob.UploadAsync(BinaryData.FromString(Content), TestContext.Current.CancellationToken);
        var properties = await blob.GetPropertiesAsync(cancellationToken: TestContext.Current.CancellationToken);
        return properties.Value.ETag.ToString("H");
    }
}
