using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>
/// Everybody who ever ordered in a tenant, by what people see of them (<see cref="Orders.Order.OwnerName"/>): finds the owners whose
/// name holds a text without looking at orders.
/// </summary>
internal sealed class OrderOwnerStore(StorageClients storage)
{
    private const string Login = "Login";

    // Nobody is ever taken off.
    private readonly LastSeen<(string Tenant, string Owner), bool> _noted = new(10_000);

    /// <summary>Notes an owner (no operation if this process has done it before); noting it again does no harm.</summary>
    public async Task AddAsync(string tenant, string owner, CancellationToken cancellationToken)
    {
        if (_noted.TryGet((tenant, owner), out _)) return;
        await storage.Index.UpsertEntityAsync(
            new TableEntity(Partition(tenant), TableKeys.Encode(owner)) { [Login] = owner }, TableUpdateMode.Replace, cancellationToken);
        _noted.Set((tenant, owner), true);
    }

    /// <summary>The owners whose name holds the text (one operation a 1000 owners of the tenant).</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string tenant, string part, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition(tenant)}");
        await foreach (var row in storage.Index.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.GetString(Login) is { } owner && owner.Contains(part, StringComparison.Ordinal)) found.Add(owner);
        }

        return found;
    }

    private static string Partition(string tenant) => $"owners|{TableKeys.Encode(tenant)}";
}
