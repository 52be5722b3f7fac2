using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests;

/// <summary>Counts the requests that storage clients send; a transaction is one. Can hold them back.</summary>
public sealed class StorageCounter : HttpPipelinePolicy
{
    private int _count;

    /// <summary>Requests since the last <see cref="Reset"/>.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What a request waits for before it is sent.</summary>
    public Func<HttpMessage, Task>? Hold { get; set; }

    public void Reset() => Interlocked.Exchange(ref _count, 0);

    /// <summary>Clients of an account whose requests are counted here.</summary>
    public StorageClients Open(string connection)
    {
        var tables = new TableClientOptions();
        tables.AddPolicy(this, HttpPipelinePosition.PerCall);
        var blobs = new BlobClientOptions();
        blobs.AddPolicy(this, HttpPipelinePosition.PerCall);
        return new StorageClients(new TableServiceClient(connection, tables), new BlobServiceClient(connection, blobs));
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref _count);
        ProcessNext(message, pipeline);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref _count);
        if (Hold is { } hold) await hold(message);
        await ProcessNextAsync(message, pipeline);
    }
}
