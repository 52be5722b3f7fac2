using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// Fetches many small files at once: as a ZIP, in ranges over several connections, out of which each is cut and verified as soon as its
/// bytes are here. A request costs more than a small file; this takes a handful of requests for thousands of them.
/// </summary>
/// <remarks>
/// What does not come in this way (no ZIP, another content than expected, a digest that is wrong) is left to be fetched by itself, so
/// nothing depends on it. A ZIP that was begun is gone on with in the next run, at the byte.
/// </remarks>
internal sealed class SmallFiles : IAsyncDisposable
{
    /// <summary>A larger file is worth a request of its own.</summary>
    public const long MaxBytes = 4L << 20;

    /// <summary>Fewer files are not worth a ZIP.</summary>
    public const int LeastFiles = 16;

    // It takes its room on the disk a second time while files are cut out of it.
    private const long MaxZip = 2L << 30;

    // One file that cannot be read stops all behind it; by itself it stops only itself.
    private const int FruitlessAttempts = 5;

    // Headers of an entry; and a share of other files, which an earlier ZIP may hold, that is not worth talking about.
    private const long EntryOverhead = 1024;
    private const double Surplus = 1.2;

    private readonly OrdersClient _client;
    private readonly WorkFolder _work;
    private readonly ByteSource _source;
    private readonly FileFetch _fetch;
    private readonly IFetchWatcher _watcher;
    private readonly int _connections;
    private readonly List<string> _begun;
    private readonly CancellationTokenSource _leaving = new();
    private Task<ZipTransfer?>? _foreseen;

    /// <summary>Looks at what an earlier run has left.</summary>
    public SmallFiles(OrdersClient client, WorkFolder work, ByteSource source, FileFetch fetch, IFetchWatcher watcher, int connections)
    {
        (_client, _work, _source, _fetch, _watcher, _connections) = (client, work, source, fetch, watcher, connections);
        _begun = [.. ZipVersion.Begun(work)];
        foreach (var begun in _begun)
        {
            using var part = PartFile.Open(ZipVersion.PathOf(work, begun));
            PresentBytes += part.Present;
        }
    }

    /// <summary>True if an earlier run has left a ZIP, which has bytes of files that are not here.</summary>
    public bool HasBegun => _begun.Count > 0;

    /// <summary>Bytes of ZIPs that an earlier run has left.</summary>
    public long PresentBytes { get; }

    /// <summary>
    /// Has the service make the ZIP already, while the files of the order are listed, if it will be wanted; and fetches it already, if
    /// nothing of the order is here, so that all of it is wanted.
    /// </summary>
    public void Foresee(Order order, bool isNothingHere)
    {
        if (!order.HasEnded || order.AvailableFilesCount < LeastFiles || order.FilesSize > order.FilesCount * MaxBytes || _begun.Count > 0) return;
        _foreseen = ForeseeAsync(order, isNothingHere);
    }

    /// <summary>Brings as many files as it can; those that came are finished in the journal.</summary>
    public async Task FetchAsync(long order, IReadOnlyCollection<PlannedFile> files, CancellationToken cancellationToken)
    {
        // A ZIP on its way ends with whoever wants its files.
        await using var stop = cancellationToken.Register(_leaving.Cancel);
        foreach (var begun in _begun)
        {
            using var rest = Open(new ZipVersion(begun, null, IsSent: false));
            await TakeAsync(order, rest, files, cancellationToken);
        }

        _begun.Clear();
        var left = files.Where(file => _work.Find(file.Id) is null).ToList();
        if (left.Count < LeastFiles) return;
        try
        {
            using var zip = await TakeForeseenAsync() ?? await FindAsync(order, left.Count, cancellationToken);
            if (zip is null) return;
            if (zip.Version.Length <= Worth(left.Sum(file => file.Size ?? 0), left.Count)) await TakeAsync(order, zip, left, cancellationToken);
            else await StopAsync(zip);
        }
        catch (OrdersException e) when (IsOfTheZip(e))
        {
            // Each file by itself will tell what is wrong with it.
        }
    }

    /// <summary>No ZIP is wanted after all.</summary>
    public async Task DropAsync()
    {
        if (_foreseen is not { } foreseen) return;
        await _leaving.CancelAsync();
        await ((Task)foreseen).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (foreseen.IsCompletedSuccessfully && await foreseen is { } zip) await StopAsync(zip);
        _foreseen = null;
    }

    /// <summary>Stops, and leaves what is here to the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        if (_foreseen is { } foreseen)
        {
            await ((Task)foreseen).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (foreseen.IsCompletedSuccessfully && await foreseen is { } zip)
            {
                await zip.EndAsync();
                zip.Dispose();
            }
        }

        _leaving.Dispose();
    }

    private static double Worth(long bytes, long files) => Math.Min((bytes * Surplus) + (files * EntryOverhead), MaxZip);

    // What is wrong with the ZIP alone; not the line, the disk, or the token.
    private static bool IsOfTheZip(OrdersException fault) =>
        fault.Code is ExitCode.Gone or ExitCode.NotFound or ExitCode.Changed or ExitCode.Failed or ExitCode.WrongUsage;

    private async Task<ZipTransfer?> ForeseeAsync(Order order, bool isNothingHere)
    {
        var zip = await FindAsync(order.Id, order.AvailableFilesCount, _leaving.Token);
        if (isNothingHere && zip?.Version.Length <= Worth(order.FilesSize, order.FilesCount)) Start(order.Id, zip, _leaving.Token);
        return zip;
    }

    private async Task StopAsync(ZipTransfer zip)
    {
        await _leaving.CancelAsync();
        await zip.EndAsync();
        _watcher.Advanced(-zip.Part.Present);
        zip.Part.Delete();
    }

    private async Task<ZipTransfer?> TakeForeseenAsync()
    {
        var foreseen = _foreseen;
        _foreseen = null;
        return foreseen is null ? null : await foreseen;
    }

    private async Task<ZipTransfer?> FindAsync(long order, long files, CancellationToken cancellationToken) =>
        await ZipVersion.FindAsync(_client, order, cancellationToken, files) is { } found ? Open(await found.WithLengthAsync(_client, order, cancellationToken)) : null;

    private ZipTransfer Open(ZipVersion version) => new(version, PartFile.Open(ZipVersion.PathOf(_work, version.Number)));

    private void Start(long order, ZipTransfer zip, CancellationToken cancellationToken)
    {
        if (zip.Fetching is not null) return;
        _watcher.Advanced(zip.Version.Begin(zip.Part, _client.Connection.Address, _connections));
        var wanted = new Wanted(_connections, zip.Version.Length, Wanted.LeastRangeOfZip, FruitlessAttempts);
        zip.Fetching = _source.FetchAsync(ZipVersion.AddressOf(order, zip.Version.Number), zip.Part, wanted, () => null, cancellationToken);
    }

    private async Task TakeAsync(long order, ZipTransfer zip, IReadOnlyCollection<PlannedFile> files, CancellationToken cancellationToken)
    {
        Start(order, zip, cancellationToken);
        // The ZIP has the names of the order, made unique and safe in the same way as here. If one is ever named in another way it is
        // not found; and a wrong one has another digest.
        var byName = files.Where(file => _work.Find(file.Id) is null).ToDictionary(file => file.Name, StringComparer.Ordinal);
        using var cutter = new ZipCutting(zip, byName, _fetch);
        var cutting = cutter.RunAsync(cancellationToken);
        try
        {
            await zip.Fetching!;
        }
        catch (Exception e) when (e is NotReadyException || (e is OrdersException refused && IsOfTheZip(refused)))
        {
            // Each file by itself will tell what is wrong with it.
        }
        finally
        {
            // What is not right comes again.
            _watcher.Advanced(await cutting - zip.Part.Present);
        }

        zip.Part.Delete();
    }
}

/// <summary>A ZIP on its way.</summary>
/// <param name="version">Which.</param>
/// <param name="part">What is here of it.</param>
internal sealed class ZipTransfer(ZipVersion version, PartFile part) : IDisposable
{
    public ZipVersion Version => version;

    public PartFile Part => part;

    /// <summary>Brings its bytes; null before it is begun.</summary>
    public Task? Fetching { get; set; }

    /// <summary>Waits until no more bytes come, for whatever reason.</summary>
    public async Task EndAsync()
    {
        if (Fetching is not null) await Fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => part.Dispose();
}
