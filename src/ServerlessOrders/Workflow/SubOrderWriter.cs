using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Writes new files of an order into sub-orders, 99 at a time, and begins the next sub-order if one is full. Rows that an
/// earlier run left beyond the committed cursor are overwritten; a run with a later claim stops this one.
/// </summary>
/// <remarks>
/// An order that is deleted meanwhile must not get rows that nobody deletes: after the first write to a new sub-order the order
/// is looked at again, and every later write finds the summary gone. After the last write the commit is that look.
/// </remarks>
internal sealed class SubOrderWriter
{
    private readonly FileStore _files;
    private readonly FileChanges _changes;
    private readonly OrdersOptions _options;
    private readonly OrderKey _order;
    private readonly long _claim;
    private readonly bool _external;
    private readonly int _task;
    private readonly Func<Task<bool>> _goesOn;
    private readonly List<OrderFile> _buffer = new(FileStore.MaxFilesPerWrite);
    private readonly Dictionary<int, SubOrder> _touched = [];
    private SubOrderSummary? _open;
    private string? _etag;

    /// <summary>Goes on at a position.</summary>
    /// <param name="files">Where to read.</param>
    /// <param name="changes">Who writes.</param>
    /// <param name="options">How large a sub-order gets.</param>
    /// <param name="order">The order.</param>
    /// <param name="cursor">The claim of this run, and whether it writes external files.</param>
    /// <param name="task">Index of the dataset task.</param>
    /// <param name="next">Position of the next file.</param>
    /// <param name="goesOn">Tells whether this run may still write; asked after each new sub-order's first write.</param>
    public SubOrderWriter(
        FileStore files,
        FileChanges changes,
        OrdersOptions options,
        OrderKey order,
        ExpansionCursor cursor,
        int task,
        int next,
        Func<Task<bool>> goesOn)
    {
        (_files, _changes, _options, _order, _claim, _external, _task, Next, _goesOn) =
            (files, changes, options, order, cursor.Claim, cursor.External, task, next, goesOn);
    }

    /// <summary>Position of the next file.</summary>
    public int Next { get; private set; }

    /// <summary>True when one commit takes no more sub-orders.</summary>
    public bool IsFull => _touched.Count >= OrderStore.MaxRowsPerCommit;

    /// <summary>First position of the sub-order that takes the next file, if it has room.</summary>
    public int? Open => _open?.First;

    /// <summary>The sub-orders that were written, with their figures.</summary>
    public IReadOnlyCollection<SubOrder> Touched => _touched.Values;

    /// <summary>
    /// Goes on with the sub-order that takes files now, as committed: what an earlier run wrote to it beyond that no longer
    /// counts, and the earlier run writes no more. False if another run has taken over, or the files are gone.
    /// </summary>
    public async Task<bool> ReopenAsync(SubOrder open, CancellationToken cancellationToken)
    {
        var key = open.KeyIn(_order);
        for (var contention = new Contention($"sub-order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await _files.FindSummaryAsync(key, cancellationToken) is not { } found || found.Value.Claim > _claim) return false;
            var claimed = found.Value with { Counts = open.Counts, Claim = _claim };
            if (await _changes.TryWriteAsync(key, claimed, found.ETag, [], cancellationToken) is not { } written) continue;
            (_open, _etag) = (written.Value, written.ETag);
            Touch();
            return true;
        }
    }

    /// <summary>Takes a file; false if another run has taken over.</summary>
    public async Task<bool> AddAsync(OrderFile file, CancellationToken cancellationToken)
    {
        if (_open is { } open && !_options.Takes(open.Counts, file))
        {
            if (!await FlushAsync(cancellationToken)) return false;
            _open = null;
        }

        _open ??= Begin();
        _open = _open with { Counts = _open.Counts.Add(file.State, file.CountedBytes) };
        _buffer.Add(file);
        Next++;
        return _buffer.Count < FileStore.MaxFilesPerWrite || await FlushAsync(cancellationToken);
    }

    /// <summary>Writes what is held back; false if another run has taken over.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="last">True if the commit follows at once, which tells whether this run still may write.</param>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken, bool last = false)
    {
        if (_open is null || _buffer.Count == 0) return true;
        var isNew = _etag is null;
        var key = new SubOrderKey(_order, _open.First);
        for (var contention = new Contention($"sub-order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            var written = await _changes.TryWriteAsync(key, _open, _etag, _buffer, cancellationToken);
            if (written is not null)
            {
                (_open, _etag) = (written.Value, written.ETag);
                Touch();
                _buffer.Clear();
                return !isNew || last || await _goesOn();
            }

            // Rows are there: from a run that stopped, or from one that has taken over.
            if (await _files.FindSummaryAsync(key, cancellationToken) is not { } found) return false;
            if (found.Value.Claim > _claim) return false;
            _open = _open with { Version = Math.Max(found.Value.Version, _open.Version) };
            _etag = found.ETag;
        }
    }

    private SubOrderSummary Begin()
    {
        _etag = null;
        return new SubOrderSummary { First = Next, Task = _task, External = _external, Claim = _claim };
    }

    private void Touch() => _touched[_open!.First] = new SubOrder(_open.First, _task, _external, _open.Version, _open.Counts) { FirstReady = _open.FirstReady };
}
