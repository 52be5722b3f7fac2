using System.Text.Json;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Client.Output;

/// <summary>How a fetch goes on, in plain lines: for logs and pipes.</summary>
internal sealed class LineWatcher(TextWriter output, TimeProvider time) : IFetchWatcher
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _bytes;
    private long _total;
    private string? _waiting;
    private DateTimeOffset _next = time.GetUtcNow() + Between;

    /// <inheritdoc/>
    public void Planned(long order, long files, long bytes, long presentFiles, long presentBytes)
    {
        Interlocked.Add(ref _bytes, presentBytes);
        _total = bytes;
        var present = presentBytes == 0 && presentFiles == 0 ? "" : $"; {Sizes.Count(presentFiles, "file")} and {Sizes.Text(presentBytes)} are here already";
        Say($"Order {order}: {Sizes.Count(files, "file")}, {Sizes.Text(bytes)}{present}.");
    }

    /// <inheritdoc/>
    public void Advanced(long bytes)
    {
        var sum = Interlocked.Add(ref _bytes, bytes);
        lock (_gate)
        {
            if (time.GetUtcNow() < _next) return;
            _next = time.GetUtcNow() + Between;
            output.WriteLine($"{Sizes.Text(sum)} of {Sizes.Text(_total)}");
        }
    }

    /// <inheritdoc/>
    public void Finished(string name, long bytes)
    {
        _waiting = null;
        Say($"{Sizes.Clean(name)}  {Sizes.Text(bytes)}");
    }

    /// <inheritdoc/>
    public void Failed(string name, string reason) => Say($"{Sizes.Clean(name)}: not fetched: {Sizes.Clean(reason)}");

    /// <inheritdoc/>
    public void Waiting(string reason)
    {
        if (reason == _waiting) return;
        _waiting = reason;
        Say(Sizes.Clean(reason));
    }

    /// <inheritdoc/>
    public void Note(string text) => Say(text);

    private void Say(string line)
    {
        lock (_gate) output.WriteLine(line);
    }
}

/// <summary>How a fetch goes on, an object per line: for scripts.</summary>
internal sealed class JsonWatcher(TextWriter output, TimeProvider time) : IFetchWatcher
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _bytes;
    private string? _waiting;
    private DateTimeOffset _next = time.GetUtcNow() + Between;

    /// <inheritdoc/>
    public void Planned(long order, long files, long bytes, long presentFiles, long presentBytes)
    {
        Interlocked.Add(ref _bytes, presentBytes);
        Write(new FetchEvent("planned", order, Files: files, Bytes: bytes, PresentFiles: presentFiles, PresentBytes: presentBytes));
    }

    /// <inheritdoc/>
    public void Advanced(long bytes)
    {
        var sum = Interlocked.Add(ref _bytes, bytes);
        lock (_gate)
        {
            if (time.GetUtcNow() < _next) return;
            _next = time.GetUtcNow() + Between;
        }

        Write(new FetchEvent("progress", Bytes: sum));
    }

    /// <inheritdoc/>
    public void Finished(string name, long bytes)
    {
        _waiting = null;
        Write(new FetchEvent("file", Name: name, Bytes: bytes));
    }

    /// <inheritdoc/>
    public void Failed(string name, string reason) => Write(new FetchEvent("missing", Name: name, Reason: reason));

    /// <inheritdoc/>
    public void Waiting(string reason)
    {
        if (reason == _waiting) return;
        _waiting = reason;
        Write(new FetchEvent("waiting", Reason: reason));
    }

    /// <inheritdoc/>
    public void Note(string text) => Write(new FetchEvent("note", Reason: text));

    /// <summary>Any event.</summary>
    public void Write(FetchEvent what)
    {
        var line = JsonSerializer.Serialize(what, ClientJson.Default.FetchEvent);
        lock (_gate) output.WriteLine(line);
    }
}
