namespace ServerlessOrders.Orders;

/// <summary>Knows which ZIPs of an order a user has fetched to the last byte. A port, because downloads stand above the orders.</summary>
internal interface ISentZips
{
    /// <summary>The number of the user's latest ZIP of which every byte was sent (one query); null if there is none.</summary>
    Task<long?> FindLatestAsync(OrderKey order, string user, CancellationToken cancellationToken);
}
