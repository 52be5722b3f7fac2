using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Catalog.Import;

/// <summary>
/// A pipe or an answer of a host that can be read twice: what is read goes into a temporary file as well, from which the second
/// reading comes. A source that turns out to be no document is not read to its end, so nothing endless fills the disk.
/// </summary>
/// <param name="source">The source; disposed with this.</param>
/// <param name="name">Its name in errors.</param>
/// <param name="idle">How long the source may send nothing; null for as long as it likes.</param>
internal sealed class SpooledStream(Stream source, string name, TimeSpan? idle) : AsyncReadStream
{
    private const long MaxBytes = 16L * 1024 * 1024 * 1024;

    private FileStream? _spool;
    private bool _again;
    private long _read;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <summary>Where it is read; it can be set to the beginning.</summary>
    public override long Position
    {
        get => _again ? Spool.Position : _read;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(value, 0);
            if (_read == 0) return;
            _again = true;
            Spool.Position = 0;
        }
    }

    private FileStream Spool => _spool ??= CreateSpool();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_again) return await Spool.ReadAsync(buffer, cancellationToken);
        var count = await ReadSourceAsync(buffer, cancellationToken);
        _read += count;
        if (_read > MaxBytes) throw new ImportException($"{name}: more than {MaxBytes >> 30} GiB come from it.");
        await Spool.WriteAsync(buffer[..count], cancellationToken);
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            _spool?.Dispose();
        }

        base.Dispose(disposing);
    }

    // Readable by its owner only, and gone when it is closed.
    private static FileStream CreateSpool()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"import-{Guid.NewGuid():N}"), options);
    }

    private async ValueTask<int> ReadSourceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            if (idle is null) return await source.ReadAsync(buffer, cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(idle.Value);
            return await source.ReadAsync(buffer, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImportException($"{name}: nothing came from it for {idle!.Value.TotalSeconds} s.");
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw new ImportException($"{name}: it cannot be read to its end: {fault.Message}", fault);
        }
    }
}
