namespace ServerlessOrders.Catalog.Import;

/// <summary>Adds up what is done and reports it; safe to use from several threads.</summary>
/// <param name="progress">Told of each step, or null.</param>
/// <param name="total">How many there are, or null if nobody knows.</param>
/// <param name="totalBytes">How many bytes there are, or null if nobody knows.</param>
internal sealed class ImportMeter(IProgress<ImportProgress>? progress, long? total, long? totalBytes = null)
{
    private readonly Lock _lock = new();
    private long? _total = total;
    private long _done;
    private long _bytes;

    /// <summary>How many there are becomes known, or more become known.</summary>
    public void Expect(long more)
    {
        lock (_lock) _total = (_total ?? 0) + more;
    }

    /// <summary>Some more are done.</summary>
    public void Add(long count, long bytes)
    {
        lock (_lock)
        {
            _done += count;
            _bytes += bytes;
            progress?.Report(new ImportProgress(_done, _total, _bytes, totalBytes));
        }
    }
}
