namespace ServerlessOrders.SubOrders;

/// <summary>A change of a file of an order.</summary>
/// <param name="Before">The file as it was read.</param>
/// <param name="After">The file as it is to be written.</param>
internal readonly record struct FileMove(OrderFile Before, OrderFile After);
