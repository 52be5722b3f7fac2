namespace ServerlessOrders.Catalog.Import;

/// <summary>Adds up what is done and reports it; safe to use from several threads.</summary>
/// <param name="progress">Told of each step, or null.</param>
/// <param name="total">How many there are, or null where nobody knows.</param>
internal sealed class ImportMeter(IProgress<ImportProgress>? progress, long? total)
{
    private readonly Lock _lock = new();
    private long _done;
    private long _bytes;

    /// <summary>Some more are done.</summary>
    public void Add(long count, long bytes)
    {
        lock (_lock)
        {
            _done += count;
            _bytes += bytes;
            progress?.Report(new ImportProgress(_done, total, _bytes));
        }
    }
}
