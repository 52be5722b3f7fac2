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
}
