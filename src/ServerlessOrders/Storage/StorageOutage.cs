using Azure;

namespace ServerlessOrders.Storage;

/// <summary>Tells what went wrong for storage's sake from what went wrong for our own.</summary>
internal static class StorageOutage
{
    /// <summary>
    /// True where storage could not be reached, took too long, was too busy or failed, even when asked again: the same request may
    /// succeed in a while.
    /// </summary>
    public static bool IsCauseOf(Exception fault) => fault switch
    {
        // 0: no answer came.
        RequestFailedException refused => refused.Status is 0 or 408 or 429 or >= 500,
        // What the client of storage throws after its last attempt holds the fault of each.
        AggregateException attempts => attempts.InnerExceptions.Any(IsCauseOf),
        OperationCanceledException or TimeoutException => true,
        _ => false,
    };
}
