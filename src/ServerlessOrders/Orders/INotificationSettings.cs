namespace ServerlessOrders.Orders;

/// <summary>Who is told of orders, and whether they may be: the events themselves are sent by a room above this one.</summary>
internal interface INotificationSettings
{
    /// <summary>True if the tenant has a receiver of its own, which is told of every order.</summary>
    ValueTask<bool> HasTenantReceiverAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Why events cannot be sent there, for the user; null if they can.</summary>
    string? Refusal(string url, string? secret);
}
