using System.Collections.Concurrent;
using System.Threading.Channels;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>One run of a fetch: what is to come, what is here, and what cannot be fetched.</summary>
internal sealed class Run(string folder, WorkFolder work, ByteSource source, FileFetch fetch, SmallFiles smallFiles, IFetchWatcher watcher, int connections)
{
    private readonly Channel<PlannedFile> _queue = Channel.CreateUnbounded<PlannedFile>();
    private readonly Dictionary<long, PlannedFile> _plan = [];
    private readonly HashSet<long> _taken = [];
    private readonly HashSet<long> _acknowledged = [];
    private readonly ConcurrentDictionary<long, MissingFile> _missing = new();
    private readonly List<PlannedFile> _small = [];
    private int _left;
    private int _fewEnough;
    private TaskCompletionSource _few = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Files that are queued or on their way.</summary>
    public int Left => Volatile.Read(ref _left);

    /// <summary>True if the folder is empty but for what is on its way, so that every file of the order must come.</summary>
    public bool IsNothingHere => work.Finished.Count == 0
        && Directory.EnumerateFileSystemEntries(folder).All(path => Path.GetFileName(path).StartsWith(WorkFolder.Prefix, StringComparison.Ordinal));

    /// <summary>True if every file is here, or cannot be fetched.</summary>
    public bool IsSettled => _plan.Keys.All(IsFileSettled);

    /// <summary>True if some file cannot be fetched.</summary>
    public bool IsLacking => !_missing.IsEmpty;

    /// <summary>Files that wait to be fetched and cannot be: they hold their places until somebody does something.</summary>
    public int Stuck { get; private set; }

    /// <summary>Names all files of the order, sees what is here, and queues what can be fetched.</summary>
    /// <param name="client">The service.</param>
    /// <param name="order">The order.</param>
    /// <param name="isNothingHere">True if the folder is known to hold no file, so that none is looked for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task PlanAsync(OrdersClient client, Order order, bool isNothingHere, CancellationToken cancellationToken)
    {
        var names = new SafeNames();
        var known = await Manifest.ReadAsync(folder, cancellationToken);
        var (bytes, presentFiles, presentBytes) = (0L, 0L, smallFiles.PresentBytes);
        var ready = new List<PlannedFile>();
        foreach (var task in order.DatasetTasks)
        {
            await foreach (var listed in client.ListFilesAsync(order.Id, task.Id, cancellationToken))
            {
                var file = PlannedFile.Of(listed.Content, names);
                _plan[file.Id] = file;
                bytes += file.Size ?? 0;
                if (!isNothingHere && await IsHereAsync(file, known, cancellationToken))
                {
                    (presentFiles, presentBytes) = (presentFiles + 1, presentBytes + (file.Size ?? 0));
                    _taken.Add(file.Id);
                    // An earlier run may have ended before the service knew; it would wait for this file.
                    if (listed.Content.State == "AVAILABLE") await AcknowledgeAsync(file.Id, cancellationToken);
                }
                else if (listed.Content.CanBeFetched && !_missing.ContainsKey(file.Id))
                {
                    presentBytes += fetch.PresentOf(file);
                    ready.Add(file);
                }
            }
        }

        watcher.Planned(order.Id, _plan.Count, bytes, presentFiles, presentBytes);
        foreach (var file in ready) Take(file);
    }

    /// <summary>Takes what has become available; how many files that is.</summary>
    public async Task<int> ListAsync(OrdersClient client, long order, CancellationToken cancellationToken)
    {
        var (found, stuck) = (0, 0);
        // A file that is on its way now may be here before it is looked for below, and the list from before the service knew.
        var isQuiet = Left == 0;
        await foreach (var file in client.ListAvailableAsync(order, cancellationToken))
        {
            if (!_plan.TryGetValue(file.Id, out var planned)) continue;
            if (!_taken.Contains(file.Id) && !_missing.ContainsKey(file.Id))
            {
                Take(planned);
                found++;
            }
            else if (_missing.ContainsKey(file.Id))
            {
                stuck++;
            }
            else if (isQuiet && work.Find(file.Id) is not null && _acknowledged.Add(file.Id))
            {
                await AcknowledgeAsync(file.Id, cancellationToken);
            }
        }

        Stuck = stuck;
        return found;
    }

    /// <summary>
    /// Fetches the small files that were taken: many at once, when the others are here, since what holds all that is available would
    /// hold those too; a few in the queue, like the others. False if there are none.
    /// </summary>
    public async Task<bool> FetchSmallAsync(long order, CancellationToken cancellationToken)
    {
        var isMany = _small.Count >= SmallFiles.LeastFiles || smallFiles.HasBegun;
        if (!isMany) await smallFiles.DropAsync();
        if (_small.Count == 0) return false;
        if (isMany)
        {
            await UntilLeftAsync(0, cancellationToken);
            await smallFiles.FetchAsync(order, _small, cancellationToken);
        }

        foreach (var file in _small.Where(file => work.Find(file.Id) is null)) Queue(file);
        _small.Clear();
        return true;
    }

    /// <summary>Fetches from the queue until no more will come; what one file cannot be fetched for does not stop the others.</summary>
    public async Task WorkAsync(CancellationTokenSource stop)
    {
        try
        {
            await foreach (var file in _queue.Reader.ReadAllAsync(stop.Token))
            {
                try
                {
                    // Alone, a large file gets the connections that are free.
                    await fetch.RunAsync(file, Math.Max(1, connections - Left + 1), stop.Token);
                }
                catch (OrdersException e) when (e.Code is ExitCode.WrongUsage or ExitCode.NotFound or ExitCode.Changed or ExitCode.Failed or ExitCode.InTheWay)
                {
                    Miss(file, e.Message, e.Code is ExitCode.Changed or ExitCode.InTheWay ? e.Code : ExitCode.Incomplete);
                }
                finally
                {
                    if (Interlocked.Decrement(ref _left) <= Volatile.Read(ref _fewEnough)) Volatile.Read(ref _few).TrySetResult();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever stopped it says why.
        }
        catch
        {
            // Expired, unreachable, disk full: the same for every other file.
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Returns when half of the connections have nothing to do.</summary>
    public async Task UntilFewAreLeftAsync(CancellationToken cancellationToken)
    {
        // A few that take long must not turn this into asking without a pause.
        if (Left > 0 && !await UntilLeftAsync(connections / 2, cancellationToken)) await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <summary>The workers end when the queue is empty.</summary>
    public void NoMore() => _queue.Writer.TryComplete();

    /// <summary>The files that are not here, and why.</summary>
    public async Task<IReadOnlyList<MissingFile>> MissingAsync(OrdersClient client, Order order, CancellationToken cancellationToken)
    {
        if (IsSettled) return [.. _missing.Values];
        foreach (var task in order.DatasetTasks)
        {
            await foreach (var listed in client.ListFilesAsync(order.Id, task.Id, cancellationToken))
            {
                if (!_plan.TryGetValue(listed.Content.Id, out var file) || IsFileSettled(file.Id)) continue;
                if (listed.Content.State == "PENDING")
                {
                    // Nothing is wrong with it, and there may be thousands.
                    _missing[file.Id] = new MissingFile(file.Name, "it has not been prepared", ExitCode.Incomplete);
                    continue;
                }

                Miss(file, listed.Content.DownloadError ?? $"it is {listed.Content.State}", ExitCode.Incomplete);
            }
        }

        return [.. _missing.Values];
    }

    private async Task<bool> IsHereAsync(PlannedFile file, Dictionary<string, string> known, CancellationToken cancellationToken)
    {
        if (work.Find(file.Id) is { } finished && fetch.Resume(file, finished)) return true;
        var path = Path.Combine(folder, file.Name);
        if (new FileInfo(path) is not { Exists: true } found)
        {
            if (!Directory.Exists(path)) return false;
            Miss(file, "a folder has its name; move that one away", ExitCode.InTheWay);
            return false;
        }

        var expected = file.Digest ?? known.GetValueOrDefault(file.Name);
        if (expected is not null && (file.Size is null || file.Size == found.Length))
        {
            using var digest = new ContentDigest(expected);
            await digest.AppendAsync(path, found.Length, cancellationToken);
            var (sha256, isRight) = digest.Finish();
            if (isRight)
            {
                work.Add(new FinishedFile(file.Id, found.Length, found.LastWriteTimeUtc, sha256, file.Name));
                return true;
            }
        }

        Miss(file, "another file, or a changed one, has its name; move that one away, and the same command goes on", ExitCode.InTheWay);
        return false;
    }

    // False if there was nothing to wait for.
    private async Task<bool> UntilLeftAsync(int few, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _few, reached);
        Volatile.Write(ref _fewEnough, few);
        // Looked at after it was asked for: who ends meanwhile tells, or is counted here.
        Interlocked.MemoryBarrier();
        if (Left <= few) return false;
        await reached.Task.WaitAsync(cancellationToken);
        return true;
    }

    private bool IsFileSettled(long id) => work.Find(id) is not null || _missing.ContainsKey(id);

    private async Task AcknowledgeAsync(long id, CancellationToken cancellationToken) => await source.AcknowledgeAsync(FileFetch.AddressOf(id), cancellationToken);

    private void Take(PlannedFile file)
    {
        _taken.Add(file.Id);
        // What has been begun by itself goes on by itself.
        if (file.Size <= SmallFiles.MaxBytes && fetch.PresentOf(file) == 0) _small.Add(file);
        else Queue(file);
    }

    private void Queue(PlannedFile file)
    {
        Interlocked.Increment(ref _left);
        _queue.Writer.TryWrite(file);
    }

    private void Miss(PlannedFile file, string reason, ExitCode code)
    {
        _missing[file.Id] = new MissingFile(file.Name, reason, code);
        watcher.Failed(file.Name, reason);
    }
}
