namespace ServerlessOrders;

/// <summary>
/// Numbers of files, sub-orders and dataset tasks: order id x 2^22 + position, so that the number alone leads to the row and
/// stays below 2^53, the greatest whole number of JavaScript.
/// </summary>
public static class FileIds
{
    /// <summary>How many files an order can hold: 2^22.</summary>
    public const int MaxFiles = 1 << Bits;

    /// <summary>The first order id that cannot be used: 2^31.</summary>
    public const long MaxOrderId = 1L << 31;

    private const int Bits = 22;

    /// <summary>The number of the file (or sub-order, by its first file) at a position of an order.</summary>
    public static long Of(long orderId, int position) => (orderId << Bits) | (uint)position;

    /// <summary>Takes a number apart; false if no order can have it.</summary>
    public static bool TrySplit(long id, out long orderId, out int position)
    {
        orderId = id >> Bits;
        position = (int)(id & (MaxFiles - 1));
        return orderId is > 0 and < MaxOrderId;
    }
}
