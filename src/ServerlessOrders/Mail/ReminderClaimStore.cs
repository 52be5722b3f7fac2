using System.Globalization;
using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Mail;

/// <summary>Who was reminded on which day: a row each, so that a user gets one reminder a day from however many processes.</summary>
internal sealed class ReminderClaimStore(StorageClients storage)
{
    private const string Prefix = "reminded|";

    private const string Taker = "Taker";

    /// <summary>How many days the rows are kept.</summary>
    private const int KeptDays = 7;

    /// <summary>Takes the reminder of a user for a day; false if somebody has it.</summary>
    public async Task<bool> TryTakeAsync(DateOnly day, string tenant, string owner, CancellationToken cancellationToken)
    {
        var taker = Guid.NewGuid();
        var row = new TableEntity(Partition(day), Row(tenant, owner)) { [Taker] = taker };
        if (await storage.Index.TryAddAsync(row, cancellationToken)) return true;

        // Refused too if the answer to this very write was lost and the storage client repeated it.
        var there = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            row.PartitionKey, row.RowKey, [Taker], cancellationToken);
        return there.HasValue && there.Value!.GetGuid(Taker) == taker;
    }

    /// <summary>Gives it back, if the reminder could not be sent.</summary>
    public Task ReleaseAsync(DateOnly day, string tenant, string owner, CancellationToken cancellationToken) =>
        storage.Index.DeleteEntityAsync(Partition(day), Row(tenant, owner), ETag.All, cancellationToken);

    /// <summary>Forgets the days that are long gone.</summary>
    public Task ForgetAsync(DateOnly today, CancellationToken cancellationToken) => storage.Index.DeleteRowsAsync(
        TableClient.CreateQueryFilter($"PartitionKey ge {Prefix} and PartitionKey lt {Partition(today.AddDays(-KeptDays))}"),
        cancellationToken);

    private static string Partition(DateOnly day) => Prefix + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Row(string tenant, string owner) => $"{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}";
}
