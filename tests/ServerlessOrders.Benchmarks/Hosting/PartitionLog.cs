using System.Text.RegularExpressions;
using Azure.Core;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>Writes down what each request to storage costs and which partition of which table it falls upon.</summary>
/// <param name="account">What answers as Azure would; absent: the emulator as it is.</param>
internal sealed partial class PartitionLog(AccountModel? account = null)
{
    private readonly Lock _gate = new();
    private readonly List<Access> _accesses = [];

    /// <summary>What was asked since the last time this was taken.</summary>
    public IReadOnlyList<Access> Take()
    {
        lock (_gate)
        {
            var taken = _accesses.ToList();
            _accesses.Clear();
            return taken;
        }
    }

    /// <summary>To be given to <c>StorageCounter.Hold</c>.</summary>
    public async Task NoteAsync(HttpMessage message)
    {
        var operation = Operation.Of(message.Request);
        var body = "";
        if (message.Request.Content is { } content && operation.Service != "blob")
        {
            using var copy = new MemoryStream();
            await content.WriteToAsync(copy, message.CancellationToken);
            body = System.Text.Encoding.UTF8.GetString(copy.ToArray());
        }

        var address = Uri.UnescapeDataString(message.Request.Uri.ToUri().PathAndQuery);
        var keys = InBody().Matches(body);
        var partition = keys.Count > 0 ? keys[0].Groups[1].Value : InAddress().Match(address).Groups[1].Value;
        var table = operation.Service == "tables" ? InBatch().Match(body).Groups[1].Value : operation.Service;
        var access = new Access(table, operation.Kind, partition, Math.Max(1, keys.Count));
        lock (_gate) _accesses.Add(access);
        if (account is not null) await account.AnswerAsync(access, message.CancellationToken);
    }

    [GeneratedRegex("\"PartitionKey\":\"([^\"]*)\"")]
    private static partial Regex InBody();

    [GeneratedRegex("PartitionKey(?:=| eq | ge )'([^']*)'")]
    private static partial Regex InAddress();

    [GeneratedRegex(@"\r?\n(?:POST|PUT|PATCH|MERGE|DELETE) https?://\S+/(\w+)[(\s?]")]
    private static partial Regex InBatch();
}

/// <summary>One request to storage.</summary>
/// <param name="Table">The table, or <c>blob</c>.</param>
/// <param name="Kind">What it does there, as <see cref="Operation.Kind"/> says.</param>
/// <param name="Partition">The partition of the table.</param>
/// <param name="Rows">How many rows it writes.</param>
internal readonly record struct Access(string Table, string Kind, string Partition, int Rows)
{
    /// <summary>Whether it is a request to a table.</summary>
    public bool IsTable => Table != "blob";
}
