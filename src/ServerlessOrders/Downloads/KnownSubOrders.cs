using Microsoft.Extensions.Caching.Memory;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// What this process knows of sub-orders whose files were fetched lately, so that the next file of one costs no search for it: where
/// it begins and ends, which never changes once the order's expansion is over, and the version of its summary that was seen last,
/// which a write is conditional on, so that one that is out of date does no harm.
/// </summary>
public sealed class KnownSubOrders(OrderStore orders, FileStore files) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>
    /// The sub-order that holds a position: no storage operation if it is known, else two. Ask before the file is read: a write
    /// that succeeds with this summary then proves that the file is still as it was read.
    /// </summary>
    internal async Task<KnownSubOrder?> FindAsync(Order of, int position, CancellationToken cancellationToken)
    {
        var order = of.Key;
        var ofOrder = _known.Get<SortedList<int, KnownSubOrder>>(order);
        if (ofOrder is not null)
        {
            lock (ofOrder)
            {
                if (ofOrder.Values.FirstOrDefault(known => position >= known.SubOrder.First && position < known.SubOrder.End) is { } found) return found;
            }
        }

        if (await orders.FindSubOrderAsync(order, position, cancellationToken) is not { } subOrder
            || await files.FindSummaryAsync(subOrder.KeyIn(order), cancellationToken) is not { } summary) return null;
        var fresh = new KnownSubOrder(subOrder, summary);
        // While the order is expanded its last sub-order still grows.
        if (of.Progress.Expansion is null) Remember(order, fresh);
        return fresh;
    }

    /// <summary>Takes note of a summary that was just written.</summary>
    internal void Remember(OrderKey order, KnownSubOrder known)
    {
        var ofOrder = _known.GetOrCreate(order, entry =>
        {
            entry.SetSize(1).SetSlidingExpiration(Kept);
            return new SortedList<int, KnownSubOrder>();
        })!;
        lock (ofOrder)
        {
            // Of a large order those that are fetched now suffice.
            if (ofOrder.Count >= 16 && !ofOrder.ContainsKey(known.SubOrder.First)) ofOrder.RemoveAt(0);
            ofOrder[known.SubOrder.First] = known;
        }
    }

    /// <summary>Forgets a sub-order, which somebody else has changed.</summary>
    internal void Forget(SubOrderKey key)
    {
        if (_known.Get<SortedList<int, KnownSubOrder>>(key.Order) is not { } ofOrder) return;
        lock (ofOrder) ofOrder.Remove(key.First);
    }

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();
}

/// <summary>A sub-order as it was seen last.</summary>
/// <param name="SubOrder">Where it begins and ends; its figures may be old.</param>
/// <param name="Summary">Its summary.</param>
public sealed record KnownSubOrder(SubOrder SubOrder, Stored<SubOrderSummary> Summary);
