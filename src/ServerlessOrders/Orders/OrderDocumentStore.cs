using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders;

/// <summary>Documents of an order that are too large for a row, as blobs below the order's own folder.</summary>
internal sealed class OrderDocumentStore(StorageClients storage)
{
    /// <summary>Keeps what the order takes; writing it again does no harm.</summary>
    public Task WriteSelectionAsync(OrderKey order, OrderSelection selection, CancellationToken cancellationToken) =>
        Selection(order).UploadAsync(
            BinaryData.FromObjectAsJson(selection, StorageJson.Options), overwrite: true, cancellationToken);

    /// <summary>Reads what the order takes; null if it was never written or is gone.</summary>
    public async Task<OrderSelection?> ReadSelectionAsync(OrderKey order, CancellationToken cancellationToken)
    {
        try
        {
            var document = await Selection(order).DownloadContentAsync(cancellationToken);
            return document.Value.Content.ToObjectFromJson<OrderSelection>(StorageJson.Options);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Deletes the documents of an order: all of them, or all but its selection.</summary>
    public async Task DeleteAsync(OrderKey order, bool keepSelection, CancellationToken cancellationToken)
    {
        var blobs = storage.Own.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder(order), cancellationToken);
        await foreach (var blob in blobs)
        {
            if (keepSelection && blob.Name == Selection(order).Name) continue;
            await storage.Own.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
        }
    }

    /// <summary>The folder of an order's documents.</summary>
    internal static string Folder(OrderKey order) =>
        string.Create(CultureInfo.InvariantCulture, $"orders/{TableKeys.Encode(order.Tenant)}/{order.Id:D10}/");

    private BlobClient Selection(OrderKey order) => storage.Own.GetBlobClient(Folder(order) + "selection.json");
}
