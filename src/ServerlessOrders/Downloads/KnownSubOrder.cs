using System.Collections;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// A sub-order whose files this process hands out: where it begins and ends, which never changes once the order's expansion is over, and
/// its summary as this process saw or wrote it last.
/// </summary>
/// <remarks>
/// What the process writes to it is one chain: each write is made on the condition that nobody has written since the one before. So a
/// file that was read after the chain began is still as it was read when a write of the chain succeeds, unless the chain itself has
/// written that file, and that is known here. A chain in which another writer came between ends, and the next one begins with a read.
/// </remarks>
internal sealed class KnownSubOrder
{
    private readonly Lock _lock = new();
    private readonly BitArray _written;
    private Stored<SubOrderSummary> _summary;
    private bool _isOver;
    private long _lastAsked = long.MinValue / 2;

    /// <summary>Begins a chain.</summary>
    /// <param name="order">Its order as it was just read.</param>
    /// <param name="subOrder">Where it begins and ends; its figures may be old.</param>
    /// <param name="summary">Its summary as it was just read.</param>
    internal KnownSubOrder(Order order, SubOrder subOrder, Stored<SubOrderSummary> summary)
    {
        (Key, Order, SubOrder, _summary) = (subOrder.KeyIn(order.Key), order, subOrder, summary);
        _written = new BitArray(subOrder.Counts.Total);
    }

    /// <summary>Its name.</summary>
    internal SubOrderKey Key { get; }

    /// <summary>Its order as it was when the chain began: whose it is never changes, all else may.</summary>
    internal Order Order { get; }

    /// <summary>Where it begins and ends; its figures may be old.</summary>
    internal SubOrder SubOrder { get; }

    /// <summary>Its summary as it was seen or written last.</summary>
    internal Stored<SubOrderSummary> Summary
    {
        get { lock (_lock) return _summary; }
    }

    /// <summary>True once another writer came between: what was read in this chain proves nothing any more.</summary>
    internal bool IsOver
    {
        get { lock (_lock) return _isOver; }
    }

    /// <summary>Whether it holds a position of the order.</summary>
    internal bool Holds(int position) => position >= SubOrder.First && position < SubOrder.End;

    /// <summary>Whether the chain has written a file, so that what was read of it before is out of date.</summary>
    internal bool HasWritten(int position)
    {
        lock (_lock) return _written[position - SubOrder.First];
    }

    /// <summary>The chain goes on: files were written with this summary.</summary>
    internal void GoOn(Stored<SubOrderSummary> summary, IEnumerable<int> positions)
    {
        lock (_lock)
        {
            _summary = summary;
            foreach (var position in positions) _written[position - SubOrder.First] = true;
        }
    }

    /// <summary>The chain ends: somebody else has written.</summary>
    internal void End()
    {
        lock (_lock) _isOver = true;
    }

    /// <summary>
    /// Notes that a file is asked for. True if it is one of the next behind that which was asked for last: a client with several
    /// connections does not ask in strict order.
    /// </summary>
    internal bool Follows(int position, int within) => position - Interlocked.Exchange(ref _lastAsked, position) is > 0 and var step && step <= within;
}
