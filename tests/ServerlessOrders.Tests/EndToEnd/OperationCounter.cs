using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>
/// Counts requests to storage by what Azure bills them as. What a process of the local host does beside any order (its leases, its
/// look for wake-ups) is left out: the Functions app does none of it.
/// </summary>
internal sealed class OperationCounter
{
    private readonly Counter _tables = new("PartitionKey eq 'wake'");
    private readonly Counter _blobs = new("leases/driver");

    public StorageClients Open(string connection)
    {
        var tables = new TableClientOptions();
        tables.AddPolicy(_tables, HttpPipelinePosition.PerCall);
        var blobs = new BlobClientOptions();
        blobs.AddPolicy(_blobs, HttpPipelinePosition.PerCall);
        return new StorageClients(new TableServiceClient(connection, tables), new BlobServiceClient(connection, blobs));
    }

    /// <summary>What was counted since the last call.</summary>
    public Operations Take()
    {
        var (tableReads, tableWrites) = _tables.Take();
        var (blobReads, blobWrites) = _blobs.Take();
        return new Operations(tableReads, tableWrites, blobReads, blobWrites);
    }

    private sealed class Counter(string ignored) : HttpPipelineSynchronousPolicy
    {
        private int _reads;
        private int _writes;

        public (int Reads, int Writes) Take() => (Interlocked.Exchange(ref _reads, 0), Interlocked.Exchange(ref _writes, 0));

        public override void OnSendingRequest(HttpMessage message)
        {
            if (Uri.UnescapeDataString(message.Request.Uri.ToString()).Contains(ignored, StringComparison.Ordinal)) return;
            var isRead = message.Request.Method == RequestMethod.Get || message.Request.Method == RequestMethod.Head;
            Interlocked.Increment(ref isRead ? ref _reads : ref _writes);
        }
    }
}

/// <summary>Requests to storage: a transaction of a table is one, and so is each page of a query.</summary>
internal readonly record struct Operations(int TableReads, int TableWrites, int BlobReads, int BlobWrites)
{
    public override string ToString() => $"{TableReads,9:N0} {TableWrites,9:N0} {BlobReads,9:N0} {BlobWrites,9:N0}";
}
