using Azure.Storage.Blobs;

namespace ServerlessOrders.Storage;

/// <summary>
/// The one way from the place of a file of the archive to an address of storage. Places come from documents that anybody may have
/// written and from listings, so this is where it is certain that the address means that very blob of that very container.
/// </summary>
internal static class ArchiveBlobs
{
    /// <summary>The blob; null if its container can hold no files of the archive, or its address would mean another blob.</summary>
    public static BlobClient? Find(StorageClients storage, BlobLocation location)
    {
        if (!BlobLocation.IsArchiveContainer(location.Container) || !BlobLocation.CanBeName(location.Name)) return null;
        var container = storage.Blobs.GetBlobContainerClient(location.Container);
        var blob = container.GetBlobClient(location.Name);

        // Not the name but the address that will be asked: it must lie below the container and give the name when it is decoded.
        var root = container.Uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + "/";
        var address = blob.Uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return address.StartsWith(root, StringComparison.Ordinal)
            && string.Equals(Uri.UnescapeDataString(address[root.Length..]), location.Name, StringComparison.Ordinal)
                ? blob
                : null;
    }
}
