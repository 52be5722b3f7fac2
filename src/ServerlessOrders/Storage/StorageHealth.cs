using Azure;
using Azure.Data.Tables;

namespace ServerlessOrders.Storage;

/// <summary>
/// Tells whether storage can be reached and its tables and the container are there. Storage is asked at most once a second and
/// by one probe at a time, however many ask: they all get what that probe found.
/// </summary>
/// <param name="storage">The account.</param>
/// <param name="time">Measures the time.</param>
internal sealed class StorageHealth(StorageClients storage, TimeProvider time)
{
    /// <summary>How long a probe may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>The least time between the beginnings of two probes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<IReadOnlyList<string>>? _probe;
    private long _began;

    /// <summary>What is wrong, in words; empty if nothing is.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the probe, which others may wait for.</param>
    public Task<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_probe is null || (_probe.IsCompleted && time.GetElapsedTime(_began) >= Interval))
            {
                _began = time.GetTimestamp();
                _probe = ProbeAsync();
            }

            return _probe.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> ProbeAsync()
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var probes = storage.Tables
            .Select(table => ProbeAsync($"Table {table.Name}", () => ReadOneAsync(table, limit.Token), limit.Token))
            .Append(ProbeAsync($"Container {storage.Own.Name}", () => storage.Own.GetPropertiesAsync(cancellationToken: limit.Token), limit.Token));
        return [.. (await Task.WhenAll(probes)).OfType<string>()];
    }

    private static async Task<string?> ProbeAsync(string what, Func<Task> read, CancellationToken limit)
    {
        try
        {
            // What does not heed the token must not hold the answer up either.
            await Task.Run(read, limit).WaitAsync(limit);
            return null;
        }
        catch (OperationCanceledException)
        {
            return $"{what} did not answer within {Limit.TotalSeconds} s.";
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return $"{what} does not exist.";
        }
        catch (RequestFailedException refused) when (refused.Status > 0)
        {
            return $"{what} cannot be read: storage answered {refused.Status}.";
        }
        // Anyone may ask, so the answer names no address; which one failed stands in the log of the storage clients.
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException or HttpRequestException)
        {
            return $"{what} cannot be reached.";
        }
    }

    private static async Task ReadOneAsync(TableClient table, CancellationToken limit)
    {
        await foreach (var _ in table.QueryAsync<TableEntity>(maxPerPage: 1, select: ["PartitionKey"], cancellationToken: limit)) return;
    }
}
