using Azure.Core;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>Writes down which requests go to storage, as Azure bills them; a transaction is one.</summary>
internal sealed class OperationLog
{
    private readonly Lock _gate = new();
    private readonly List<Operation> _operations = [];

    /// <summary>What was asked since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<Operation> Operations
    {
        get
        {
            lock (_gate) return [.. _operations];
        }
    }

    public void Clear()
    {
        lock (_gate) _operations.Clear();
    }

    /// <summary>To be given to <c>StorageCounter.Hold</c>.</summary>
    public Task NoteAsync(HttpMessage message)
    {
        var operation = Operation.Of(message.Request);
        lock (_gate) _operations.Add(operation);
        return Task.CompletedTask;
    }
}

/// <summary>One request to storage.</summary>
/// <param name="Service">The table, or <c>blob</c>.</param>
/// <param name="Kind">What it does there.</param>
internal readonly record struct Operation(string Service, string Kind)
{
    /// <summary>Tells the kind of a request by its method and address.</summary>
    public static Operation Of(Request request)
    {
        var address = request.Uri.ToUri();
        var method = request.Method.Method;
        // The first segment is the account where the storage is an emulator.
        var path = address.AbsolutePath.TrimStart('/');
        path = path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (path == "$batch") return new Operation("tables", "transaction");
        var table = path.Split('(', 2);
        if (table is [var name, var keys] && !path.Contains('/', StringComparison.Ordinal))
            return new Operation(name, method != "GET" ? "write" : keys == ")" ? "query" : "read");
        if (!path.Contains('/', StringComparison.Ordinal) && method == "POST") return new Operation(path, "write");
        var what = address.Query.Contains("comp=lease", StringComparison.Ordinal) ? "lease"
            : address.Query.Contains("comp=list", StringComparison.Ordinal) ? "list"
            : method is "GET" or "HEAD" ? "read" : "write";
        return new Operation("blob", what);
    }
}
