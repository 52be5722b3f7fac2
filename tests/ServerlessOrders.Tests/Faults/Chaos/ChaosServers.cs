using System.Collections.Concurrent;
using ServerlessOrders.Tests.EndToEnd;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>Two processes of the product on one storage, killed every few seconds and started again.</summary>
internal sealed class ChaosServers(string storage, Func<int, string> folder, int seed, (string Name, string Value)[] settings) : IAsyncDisposable
{
    private readonly LocalProcess?[] _processes = new LocalProcess?[2];
    private readonly ConcurrentQueue<string> _errors = new();
    private int _kills;
    private int _failedStarts;

    /// <summary>How many processes ended by SIGKILL.</summary>
    public int Kills => _kills;

    /// <summary>How many did not come up, as storage refused too often at their start.</summary>
    public int FailedStarts => _failedStarts;

    /// <summary>Errors and warnings that the processes logged, without those that storage itself causes.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where a process serves now; null if it does not.</summary>
    public string? Address(int number) => Volatile.Read(ref _processes[number])?.Address;

    /// <summary>Starts both and kills each again and again until it is told to stop; both are dead then.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(RunAsync(0, stopping), RunAsync(1, stopping));

    /// <summary>Starts both to stay.</summary>
    public async Task StartAsync()
    {
        for (var number = 0; number < _processes.Length; number++) _processes[number] = await ServeAsync(number);
    }

    /// <summary>Ends both in an orderly way.</summary>
    public async Task StopAsync()
    {
        foreach (var number in new[] { 0, 1 })
        {
            if (Interlocked.Exchange(ref _processes[number], null) is not { } process) continue;
            await process.DisposeAsync();
            Note(process);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task RunAsync(int number, CancellationToken stopping)
    {
        var random = new Random(seed + number);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Volatile.Write(ref _processes[number], await ServeAsync(number));
            }
            catch (InvalidOperationException)
            {
                Interlocked.Increment(ref _failedStarts);
                continue;
            }

            await Task.Delay(TimeSpan.FromSeconds(3 + (random.NextDouble() * 7)), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var process = Interlocked.Exchange(ref _processes[number], null)!;
            await process.KillAsync();
            Interlocked.Increment(ref _kills);
            Note(process);
            await process.DisposeAsync();
        }
    }

    private Task<LocalProcess> ServeAsync(int number) => LocalProcess.ServeStorageAsync(folder(number), storage, settings).WaitAsync(TimeSpan.FromMinutes(2), Stop);

    private void Note(LocalProcess process)
    {
        foreach (var line in process.Log.Where(line => line.Contains("fail:", StringComparison.Ordinal) || line.Contains("crit:", StringComparison.Ordinal)))
            _errors.Enqueue(line);
    }
}
