using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Core;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>
/// Counts the requests to storage and has a process die between two writes: after the given number of them every request fails,
/// as if the process were gone. Or the answers to some writes are lost, so that the storage client repeats a write that was made.
/// </summary>
internal sealed class StorageFaults
{
    private int _writes;
    private int _reads;
    private volatile bool _isDead;

    /// <summary>After how many writes the process dies; null for never. Set between two writes, it counts those before, too.</summary>
    public int? DiesAfter { get; set; }

    /// <summary>Of which writes to tables, by number from 1, the answer is lost once; null for none.</summary>
    public Func<int, bool>? LosesAnswer { get; init; }

    /// <summary>Called after each write with its number from 1: what another machine does just then.</summary>
    public Func<int, Task> AfterWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>How far the clock of storage has gone on: rows that are there already are older by that.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Writes that were made.</summary>
    public int Writes => _writes;

    /// <summary>Reads that were made.</summary>
    public int Reads => _reads;

    /// <summary>True once the process has died.</summary>
    public bool IsDead => _isDead;

    /// <summary>Clients of the account through these faults.</summary>
    public StorageClients Open(string connection)
    {
        var tables = new TableClientOptions
        {
            Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 },
            Transport = new HttpClientTransport(new LaterStorage(() => Ahead)),
        };
        var blobs = new BlobClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 } };
        tables.AddPolicy(new Death(this), HttpPipelinePosition.PerCall);
        blobs.AddPolicy(new Death(this), HttpPipelinePosition.PerCall);
        // Not of blobs: the client's own way of writing a stream (ZIP manifests) then fails, and the user asks again.
        tables.AddPolicy(new LostAnswer(), HttpPipelinePosition.PerRetry);

        return new StorageClients(new TableServiceClient(connection, tables), new BlobServiceClient(connection, blobs));
    }

    private static bool IsWrite(HttpMessage message) =>
        message.Request.Method != RequestMethod.Get && message.Request.Method != RequestMethod.Head;

    private sealed class Death(StorageFaults faults) : HttpPipelinePolicy
    {
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (faults._isDead) throw new ProcessDiedException();
            if (!IsWrite(message))
            {
                Interlocked.Increment(ref faults._reads);
                await ProcessNextAsync(message, pipeline);
                if (faults._isDead) throw new ProcessDiedException();
                return;
            }

            var number = Interlocked.Increment(ref faults._writes);
            if (number > faults.DiesAfter) faults._isDead = true;
            if (faults._isDead) throw new ProcessDiedException();
            if (faults.LosesAnswer?.Invoke(number) == true) message.SetProperty(nameof(LostAnswer), true);
            await ProcessNextAsync(message, pipeline);
            await faults.AfterWrite(number);
            if (number != faults.DiesAfter) return;
            faults._isDead = true;
            throw new ProcessDiedException();
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Only asynchronous requests.");
    }

    private sealed class LostAnswer : HttpPipelinePolicy
    {
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.TryGetProperty(nameof(LostAnswer), out var loses) && loses is true && message.Response.Status < 300)
            {
                message.SetProperty(nameof(LostAnswer), false);
                throw new IOException("The answer to a write was lost.");
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Only asynchronous requests.");
    }
}

/// <summary>The process that made the request is gone.</summary>
internal sealed class ProcessDiedException() : Exception("The process died.");
