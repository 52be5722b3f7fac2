using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>When asking again for files is worth it that are not ready yet, from what is known of their order (contract, section 1).</summary>
internal static class WhenToAskAgain
{
    private static readonly TimeSpan Working = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Waiting = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Paused = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>
    /// How long from now, in whole seconds, at least one: until storage is looked at again where files come back from the Archive
    /// tier; a minute for those that wait for a free place; some seconds where work goes on.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="subOrders">The sub-orders that somebody waits for; those without a PENDING file do not matter.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan Of(Order order, IEnumerable<SubOrder> subOrders, DateTimeOffset now)
    {
        if (order.Status == OrderStatus.PAUSED) return Paused;
        if (order.Progress.Expansion is not null) return Working;
        var soonest = subOrders.Where(sub => sub.Counts.Pending > 0).Select(sub => Of(order, sub, now)).DefaultIfEmpty(Working).Min();
        return TimeSpan.FromSeconds(Math.Ceiling(Math.Clamp(soonest.TotalSeconds, 1, Longest.TotalSeconds)));
    }

    private static TimeSpan Of(Order order, SubOrder subOrder, DateTimeOffset now) =>
        !order.Progress.Started.Contains(subOrder.First) ? Waiting
        : subOrder.NextCheck is { } next && next > now ? next - now
        : Working;
}
