namespace ServerlessOrders.Orders;

/// <summary>How long an order lives (contract, section 5).</summary>
public static class OrderExpiration
{
    /// <summary>now + (n = 0 ? d : (n + 2) x d) hours, at most the longest life.</summary>
    /// <param name="now">From when it counts.</param>
    /// <param name="subOrders">n: the sub-orders that need preparation.</param>
    /// <param name="subOrderHours">d: hours a sub-order.</param>
    /// <param name="maxHours">The longest life in hours.</param>
    public static DateTimeOffset Date(DateTimeOffset now, int subOrders, int subOrderHours, int maxHours)
    {
        var hours = subOrders == 0 ? subOrderHours : ((long)subOrders + 2) * subOrderHours;
        return now.AddHours(Math.Min(hours, maxHours));
    }

    /// <summary>
    /// When receivers are told that an order expires: the notice before it, but not in the first half of its life, since a short-lived
    /// order would else be announced to end as soon as it begins.
    /// </summary>
    /// <param name="created">When it was created.</param>
    /// <param name="expires">When it expires.</param>
    /// <param name="notice">How long before.</param>
    public static DateTimeOffset AnnounceDate(DateTimeOffset created, DateTimeOffset expires, TimeSpan notice)
    {
        var half = (expires - created) / 2;
        return expires - (notice < half ? notice : half);
    }
}
