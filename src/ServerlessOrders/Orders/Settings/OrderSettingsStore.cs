using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Settings;

/// <summary>The settings of tenants: one row each.</summary>
internal sealed class OrderSettingsStore(StorageClients storage)
{
    private const string Row = "settings";

    /// <summary>Reads what is set for a tenant (one operation).</summary>
    public async Task<TenantSettings> FindAsync(string tenant, CancellationToken cancellationToken) =>
        (await storage.Index.FindAsync<TenantSettings>(Partition(tenant), Row, cancellationToken))?.Value ?? new TenantSettings();

    /// <summary>Changes it by compare-and-swap.</summary>
    public async Task<TenantSettings> ChangeAsync(
        string tenant, Func<TenantSettings, TenantSettings> change, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"the settings of {tenant}"); ; await contention.LostAsync(cancellationToken))
        {
            var stored = await storage.Index.FindAsync<TenantSettings>(Partition(tenant), Row, cancellationToken);
            var next = change(stored?.Value ?? new TenantSettings());
            if (await storage.Index.TryWriteAsync(TableDocuments.ToEntity(Partition(tenant), Row, next), stored?.ETag, cancellationToken)) return next;
        }
    }

    private static string Partition(string tenant) => $"settings|{TableKeys.Encode(tenant)}";
}
