namespace ServerlessOrders.SubOrders;

/// <summary>When a sub-order is full (contract, section 5).</summary>
internal static class SubOrderRoom
{
    /// <summary>Whether a sub-order of these figures takes one file more. An empty one is never asked: it takes any file.</summary>
    public static bool Takes(this OrdersOptions options, FileCounts counts, OrderFile file) =>
        counts.Total < options.SubOrderMaxFiles && counts.Bytes + file.CountedBytes <= options.SubOrderMaxBytes;
}
