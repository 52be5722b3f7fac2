using Microsoft.Extensions.Configuration;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Local.Imports;

/// <summary>The small collection that comes with the product, so that there is something to order at the first start.</summary>
internal static class SampleCollection
{
    private const string Collection = "coast-watch";

    /// <summary>Imports it if that was not done before in this data folder.</summary>
    public static async Task EnsureAsync(
        DataFolder data, StorageClients storage, IConfiguration configuration, string tenant, CancellationToken cancellationToken)
    {
        var marker = Path.Combine(data.Root, "sample-imported");
        if (File.Exists(marker)) return;
        var folder = Path.Combine(AppContext.BaseDirectory, "samples", Collection);
        var request = new ImportRequest(tenant, folder) { Collection = Collection, Folder = FolderKind.Files };
        await new Importer(storage, configuration).ImportAsync(request, progress: null, cancellationToken);
        await File.WriteAllTextAsync(marker, $"The collection {Collection} was imported for tenant {tenant}.{Environment.NewLine}", cancellationToken);
    }
}
