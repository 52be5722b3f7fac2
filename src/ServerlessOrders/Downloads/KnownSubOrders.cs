using Microsoft.Extensions.Caching.Memory;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// What this process knows of sub-orders whose files were fetched lately, so that the next file of one costs no search for it.
/// </summary>
internal sealed class KnownSubOrders(OrderStore orders, FileStore files) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>The sub-order that holds a position, if it is known here.</summary>
    internal KnownSubOrder? Find(OrderKey order, int position)
    {
        if (_known.Get<SortedList<int, KnownSubOrder>>(order) is not { } ofOrder) return null;
        lock (ofOrder) return ofOrder.Values.FirstOrDefault(known => known.Holds(position));
    }

    /// <summary>
    /// The sub-order that holds a position, read by two storage operations and known from then on; null if there is none. Ask before the
    /// file is read, as <see cref="KnownSubOrder"/> says.
    /// </summary>
    internal async Task<KnownSubOrder?> ReadAsync(Order of, int position, CancellationToken cancellationToken)
    {
        var order = of.Key;
        if (await orders.FindSubOrderAsync(order, position, cancellationToken) is not { } subOrder
            || await files.FindSummaryAsync(subOrder.KeyIn(order), cancellationToken) is not { } summary) return null;
        var fresh = new KnownSubOrder(of, subOrder, summary);
        // While the order is expanded its last sub-order still grows.
        return of.Progress.Expansion is null ? Remember(fresh) : fresh;
    }

    /// <summary>Forgets a sub-order, which somebody else has changed.</summary>
    internal void Forget(KnownSubOrder known)
    {
        known.End();
        if (_known.Get<SortedList<int, KnownSubOrder>>(known.Key.Order) is not { } ofOrder) return;
        lock (ofOrder)
        {
            if (ofOrder.GetValueOrDefault(known.SubOrder.First) == known) ofOrder.Remove(known.SubOrder.First);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();

    /// <summary>Keeps a sub-order; of two that were read at once the first one.</summary>
    private KnownSubOrder Remember(KnownSubOrder fresh)
    {
        var first = fresh.SubOrder.First;
        var ofOrder = _known.GetOrCreate(fresh.Key.Order, entry =>
        {
            entry.SetSize(1).SetSlidingExpiration(Kept);
            return new SortedList<int, KnownSubOrder>();
        })!;
        lock (ofOrder)
        {
            if (ofOrder.GetValueOrDefault(first) is { IsOver: false } other) return other;
            // Of a large order those that are fetched now suffice.
            if (ofOrder.Count >= 16 && !ofOrder.ContainsKey(first)) ofOrder.RemoveAt(0);
            ofOrder[first] = fresh;
            return fresh;
        }
    }
}
