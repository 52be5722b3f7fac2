using Azure.Data.Tables;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests;

/// <summary>
/// Orders as they lie in the store when so many have been created and completed: every order with its row, and in all lists. Written
/// in batches, for creating them one by one through the API would take an hour.
/// </summary>
public static class ManyOrders
{
    private const int RowsPerTransaction = 100;
    private const int Parallelism = 16;

    private static readonly DateTimeOffset FirstDay = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>An order of that number, which is DONE: the first was created in 2020, each of the next ones a minute later.</summary>
    public static Order Order(string tenant, string owner, long id) => new()
    {
        Tenant = tenant,
        Id = id,
        Owner = owner,
        OwnerRole = nameof(Role.REGISTERED_USER),
        Label = $"order {id}",
        CreationDate = FirstDay.AddMinutes(id),
        ExpirationDate = FirstDay.AddYears(60),
        Status = OrderStatus.DONE,
        StatusDate = FirstDay.AddMinutes(id),
        SubOrderHours = 2,
    };

    /// <summary>Writes the orders 1 to <paramref name="count"/> of one owner into an empty tenant.</summary>
    public static async Task WriteAsync(StorageClients storage, string tenant, string owner, int count, CancellationToken stop)
    {
        var orders = new OrderStore(storage);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stop };
        await Parallel.ForAsync(1, count + 1, parallel, async (id, cancel) => await orders.TryCreateAsync(Order(tenant, owner, id), cancel));

        string[] lists = [OrderListStore.OfOwner(tenant, owner), OrderListStore.OfOwnerName(tenant, owner), OrderListStore.OfTenant(tenant)];
        foreach (var list in lists)
        {
            await Parallel.ForEachAsync(RowsOf(list, count).Chunk(RowsPerTransaction), parallel, async (rows, cancel) =>
                await storage.Index.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancel));
        }

        await new OrderOwnerStore(storage).AddAsync(tenant, owner, stop);
        await storage.Index.UpsertEntityAsync(
            new TableEntity("numbers", TableKeys.Encode(tenant)) { ["Last"] = (long)count }, cancellationToken: stop);
    }

    /// <summary>The rows of a list: the heads of its buckets, and of those that are wanted (null: of all) the numbers.</summary>
    public static IEnumerable<TableEntity> RowsOf(string list, int count, Func<int[], bool>? wanted = null)
    {
        foreach (var ids in Enumerable.Range(1, count).Chunk(OrderListStore.BucketSize))
        {
            yield return new TableEntity(list, "b" + TableKeys.Descending(ids[0])) { ["FirstId"] = (long)ids[0], ["Count"] = ids.Length };
            if (wanted?.Invoke(ids) == false) continue;
            foreach (var id in ids) yield return new TableEntity(list, "i" + TableKeys.Descending(id)) { ["OrderId"] = (long)id };
        }
    }
}
