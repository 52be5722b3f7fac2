using ServerlessOrders.Files;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Writes new files of an order into sub-orders, 99 at a time, and begins the next sub-order where one is full. Rows that an
/// earlier run left beyond the committed cursor are overwritten; a run with a later claim stops this one.
/// </summary>
internal sealed class SubOrderWriter
{
    private readonly FileStore _files;
    private readonly OrdersOptions _options;
    private readonly OrderKey _order;
    private readonly long _claim;
    private readonly bool _external;
    private readonly int _task;
    private readonly List<OrderFile> _buffer = new(FileStore.MaxFilesPerWrite);
    private readonly Dictionary<int, SubOrder> _touched = [];
    private SubOrderSummary? _open;
    private string? _version;

    /// <summary>Goes on at a position.</summary>
    /// <param name="files">Where to write.</param>
    /// <param name="options">How large a sub-order gets.</param>
    /// <param name="order">The order.</param>
    /// <param name="claim">The claim of this run.</param>
    /// <param name="external">Whether the files are external.</param>
    /// <param name="task">Index of the dataset task.</param>
    /// <param name="next">Position of the next file.</param>
    /// <param name="open">The sub-order that takes files now, as committed; null to begin one.</param>
    public SubOrderWriter(
        FileStore files, OrdersOptions options, OrderKey order, long claim, bool external, int task, int next, SubOrder? open)
    {
        (_files, _options, _order, _claim, _external, _task, Next) = (files, options, order, claim, external, task, next);
        if (open is not null) _open = NewSummary(open.First) with { Version = open.Version, Counts = open.Counts };
    }

    /// <summary>Position of the next file.</summary>
    public int Next { get; private set; }

    /// <summary>True when one commit takes no more sub-orders.</summary>
    public bool IsFull => _touched.Count >= OrderStore.MaxRowsPerCommit;

    /// <summary>First position of the sub-order that takes the next file, if it has room.</summary>
    public int? Open => _open?.First;

    /// <summary>The sub-orders that were written, with their figures.</summary>
    public IReadOnlyCollection<SubOrder> Touched => _touched.Values;

    /// <summary>Takes a file; false where another run has taken over.</summary>
    public async Task<bool> AddAsync(OrderFile file, CancellationToken cancellationToken)
    {
        if (_open is { } open && !HasRoom(open.Counts, file))
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

    /// <summary>Writes what is held back; false where another run has taken over.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        if (_open is null || _buffer.Count == 0) return true;
        while (true)
        {
            if (_version is not null || _open.Counts.Total == _buffer.Count)
            {
                var written = await _files.TryWriteAsync(_order, _open, _version, _buffer, cancellationToken);
                if (written is not null)
                {
                    (_open, _version) = (written.Summary, written.Version);
                    _touched[_open.First] = new SubOrder(_open.First, _task, _external, _open.Version, _open.Counts);
                    _buffer.Clear();
                    return true;
                }
            }

            // Rows are there: from this run's last page, from a run that stopped, or from one that has taken over.
            if (await _files.FindSummaryAsync(_order, _open.First, cancellationToken) is not { } found) return false;
            if (found.Summary.Claim > _claim) return false;
            _open = _open with { Version = Math.Max(found.Summary.Version, _open.Version) };
            _version = found.Version;
        }
    }

    private bool HasRoom(FileCounts counts, OrderFile file) =>
        counts.Total < _options.SubOrderMaxFiles && counts.Bytes + file.CountedBytes <= _options.SubOrderMaxBytes;

    private SubOrderSummary Begin()
    {
        _version = null;
        return NewSummary(Next);
    }

    private SubOrderSummary NewSummary(int first) => new() { First = first, Task = _task, External = _external, Claim = _claim };
}
