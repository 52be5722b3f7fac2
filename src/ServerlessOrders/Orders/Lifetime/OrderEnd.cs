using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Lifetime;

/// <summary>How an order ends whose files are all prepared or failed (contract, section 5).</summary>
internal static class OrderEnd
{
    /// <summary>DONE without a file in error, FAILED if all are, else DONE_WITH_WARNING; so too if there is no file.</summary>
    public static OrderCommand Of(FileCounts counts)
    {
        if (counts.Total > 0 && counts.Error == counts.Total) return OrderCommand.Fail;
        return counts is { Total: > 0, Error: 0, DownloadError: 0 } ? OrderCommand.Complete : OrderCommand.CompleteWithWarning;
    }

    /// <summary>
    /// What an order at its end has become by downloads: DONE_WITH_WARNING if a file was lost, DONE if it was fetched after
    /// all; null if its status is right.
    /// </summary>
    public static OrderCommand? Correction(OrderStatus status, FileCounts counts) => (status, Of(counts)) switch
    {
        (OrderStatus.DONE, OrderCommand.CompleteWithWarning) => OrderCommand.CompleteWithWarning,
        (OrderStatus.DONE_WITH_WARNING, OrderCommand.Complete) => OrderCommand.Complete,
        _ => null,
    };
}
