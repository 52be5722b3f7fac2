namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>
/// A storage account as Azure documents it, laid over an emulator in memory: a request waits until the account and the partition have
/// room for it (scalability targets: 20,000 requests/s an account, 2,000 rows/s a partition of a table), then as long as a round trip takes.
/// </summary>
internal sealed class AccountModel(TimeProvider time)
{
    /// <summary>Requests per second of one account.</summary>
    public const double RequestsASecond = 20_000;

    /// <summary>Rows per second of one partition; a query counts as one.</summary>
    public const double RowsASecond = 2_000;

    /// <summary>How long a request to a table takes (assumed; Azure promises none).</summary>
    public static readonly TimeSpan TableLatency = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a request to a blob takes up to its first byte (assumed).</summary>
    public static readonly TimeSpan BlobLatency = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, string Partition), Throttle> _partitions = [];
    private readonly Throttle _account = new();

    /// <summary>The partitions that let requests wait, and the seconds that these waited in all.</summary>
    public IReadOnlyList<(string Partition, double Seconds)> Waits
    {
        get
        {
            lock (_gate)
                return [.. _partitions.Where(one => one.Value.Waited > TimeSpan.Zero)
                    .Select(one => ($"{one.Key.Table} {one.Key.Partition}", one.Value.Waited.TotalSeconds))
                    .OrderByDescending(one => one.TotalSeconds)];
        }
    }

    /// <summary>Ends when Azure would have answered, less the time that the emulator takes.</summary>
    public Task AnswerAsync(Access access, CancellationToken stop)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = TimeSpan.FromSeconds((double)time.GetTimestamp() / time.TimestampFrequency);
            wait = _account.Take(now, 1 / RequestsASecond);
            if (access.IsTable)
            {
                var key = (access.Table, access.Partition);
                if (!_partitions.TryGetValue(key, out var partition)) _partitions[key] = partition = new Throttle();
                var own = partition.Take(now, access.Rows / RowsASecond);
                wait = own > wait ? own : wait;
            }
        }

        return Task.Delay(wait + (access.IsTable ? TableLatency : BlobLatency), time, stop);
    }

    /// <summary>One after another, each as long as its share of a second.</summary>
    private sealed class Throttle
    {
        private TimeSpan _free;

        public TimeSpan Waited { get; private set; }

        public TimeSpan Take(TimeSpan now, double seconds)
        {
            var begin = _free > now ? _free : now;
            _free = begin + TimeSpan.FromSeconds(seconds);
            Waited += begin - now;
            return begin - now;
        }
    }
}
