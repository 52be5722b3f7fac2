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
    /// <summary>The longest selection that is remembered, in bytes of JSON; with the number of them some MiB.</summary>
    private const int MaxRemembered = 32 * 1024;

    // What an order takes never changes, and each page of its expansion asks for it.
    private readonly LastSeen<OrderKey, OrderSelection> _selections = new(200);

    /// <summary>Keeps what the order takes; writing it again does no harm.</summary>
    public async Task WriteSelectionAsync(OrderKey order, OrderSelection selection, CancellationToken cancellationToken)
    {
        var json = BinaryData.FromObjectAsJson(selection, StorageJson.Options);
        await Selection(order).UploadAsync(json, overwrite: true, cancellationToken);
        Remember(order, selection, json);
    }

    /// <summary>
    /// Reads what the order takes (one operation, none if this process has read or written it lately); null if it was never written
    /// or is gone.
    /// </summary>
    public async Task<OrderSelection?> ReadSelectionAsync(OrderKey order, CancellationToken cancellationToken)
    {
        if (_selections.TryGet(order, out var known)) return known;
        try
        {
            var document = await Selection(order).DownloadContentAsync(cancellationToken);
            var selection = document.Value.Content.ToObjectFromJson<OrderSelection>(StorageJson.Options);
            if (selection is not null) Remember(order, selection, document.Value.Content);
            return selection;
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
        if (!keepSelection) _selections.Forget(order);
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

    private void Remember(OrderKey order, OrderSelection selection, BinaryData json)
    {
        if (json.ToMemory().Length <= MaxRemembered) _selections.Set(order, selection);
    }

    private BlobClient Selection(OrderKey order) => storage.Own.GetBlobClient(Folder(order) + "selection.json");
}
