using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Creation;

/// <summary>
/// What became of requests that carry an <c>Idempotency-Key</c> (contract, section 12): one row per key and caller, with the number
/// of the order that the request makes, added before the order, and the first answer, added after it.
/// </summary>
internal sealed class IdempotencyStore(StorageClients storage)
{
    /// <summary>How long a key is remembered, by the clock of storage, since its row was last written.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The longest answer that is kept, in characters: a property of a row holds 32 Ki. A longer one is made anew of its order.</summary>
    public const int MaxBodyLength = 30_000;

    private const string Prefix = "once|";
    private const string PrefixEnd = "once}";
    private const string Request = "Request";
    private const string OrderId = "OrderId";
    private const string Status = "Status";
    private const string Body = "Body";
    private const string Removed = "Removed";

    /// <summary>Reads a key's row (one operation); null if there is none.</summary>
    public async Task<IdempotencyRow?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        var read = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            Partition(key), Row(key), cancellationToken: cancellationToken);
        if (!read.HasValue) return null;
        var row = read.Value!;
        var answer = row.GetInt32(Status) is { } status ? new IdempotentAnswer(status, row.GetString(Body)) : null;
        var removed = row.GetString(Removed) is { } json ? JsonSerializer.Deserialize<Order>(json, StorageJson.Options) : null;
        return new IdempotencyRow(row.GetString(Request), row.GetInt64(OrderId), answer, row.ETag.ToString(), RowAge.Of(read), removed);
    }

    /// <summary>Writes a key's row on the condition that it still has that ETag, or that there is none if it is null (one operation).</summary>
    /// <returns>The new ETag; null, and nothing written, if another request was faster.</returns>
    public async Task<string?> TryWriteAsync(
        IdempotencyKey key, string request, long? orderId, IdempotentAnswer? answer, string? etag, CancellationToken cancellationToken, Order? removed = null)
    {
        var row = new TableEntity(Partition(key), Row(key)) { [Request] = request };
        if (orderId is { } id) row[OrderId] = id;
        if (answer is { Body: null or { Length: <= MaxBodyLength } }) (row[Status], row[Body]) = (answer.Status, answer.Body);
        else if (removed is not null) row[Removed] = JsonSerializer.Serialize(removed, StorageJson.Options);
        try
        {
            var written = etag is null
                ? await storage.Index.AddEntityAsync(row, cancellationToken)
                : await storage.Index.UpdateEntityAsync(row, new ETag(etag), TableUpdateMode.Replace, cancellationToken);
            return written.Headers.ETag?.ToString();
        }
        catch (RequestFailedException lost) when (lost.Status is 409 or 412 or 404)
        {
            // Also a write of this very request whose answer was lost, so that its repetition was refused.
            return await FindAsync(key, cancellationToken) is { } now && now.IsWrittenAs(request, orderId, answer) ? now.ETag : null;
        }
    }

    /// <summary>
    /// Keeps an order that is about to be removed with its key, if the key has no answer yet: the answer is made of it then, since the
    /// key is remembered for longer. One operation, two if there is something to keep.
    /// </summary>
    public async Task KeepAsync(IdempotencyKey key, Order order, CancellationToken cancellationToken)
    {
        // Whom it was to be told to, and their secrets, are in no answer.
        var kept = order with { Receivers = [] };
        for (var contention = new Contention($"the Idempotency-Key of order {order.Key}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await FindAsync(key, cancellationToken) is not { Answer: null, Removed: null } row || row.OrderId != order.Id) return;
            if (await TryWriteAsync(key, row.Request, row.OrderId, null, row.ETag, cancellationToken, kept) is not null) return;
        }
    }

    /// <summary>Forgets a key whose request made nothing, unless another request has it by now.</summary>
    public async Task ForgetAsync(IdempotencyKey key, string etag, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Index.DeleteEntityAsync(Partition(key), Row(key), new ETag(etag), cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // Another request has taken it over.
        }
    }

    /// <summary>Deletes rows that have outlived <see cref="Lifetime"/>, the given number at most.</summary>
    /// <param name="now">The time of this machine: what it takes for old must be old by the clock of storage as well.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> ForgetOldAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {Prefix} and PartitionKey lt {PrefixEnd} and Timestamp lt {now - Lifetime}");
        var forgotten = 0;
        var rows = storage.Index.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey", "Timestamp"], cancellationToken: cancellationToken);
        await foreach (var page in rows.AsPages().WithCancellation(cancellationToken))
        {
            foreach (var row in page.Values)
            {
                if (forgotten == most) return forgotten;
                if (page.GetRawResponse().Headers.Date - row.Timestamp is not { } age || age < Lifetime) continue;
                await storage.Index.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
                forgotten++;
            }
        }

        return forgotten;
    }

    private static string Partition(IdempotencyKey key) => $"{Prefix}{TableKeys.Encode(key.Tenant)}|{TableKeys.Encode(key.User)}";

    private static string Row(IdempotencyKey key) => TableKeys.Encode(key.Value);
}

/// <summary>The row of a key.</summary>
/// <param name="Request">Which request it was sent with (<see cref="IdempotencyKey.RequestOf"/>).</param>
/// <param name="OrderId">The number of the order that the request makes; null if it came to none.</param>
/// <param name="Answer">The first answer; null while there is none, or if it was too long to be kept.</param>
/// <param name="ETag">The version of the row.</param>
/// <param name="Age">How long ago it was written, by the clock of storage.</param>
/// <param name="Removed">The order, if it was removed before its answer was kept.</param>
internal sealed record IdempotencyRow(string Request, long? OrderId, IdempotentAnswer? Answer, string ETag, TimeSpan Age, Order? Removed = null)
{
    internal bool IsWrittenAs(string request, long? orderId, IdempotentAnswer? answer) =>
        (Request, OrderId, Answer) == (request, orderId, answer) && Age < OrderClaimStore.LongestCreation;
}

/// <summary>An answer as it is given again.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The JSON body; null for none.</param>
internal sealed record IdempotentAnswer(int Status, string? Body);
