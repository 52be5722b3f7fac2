using Azure;

namespace ServerlessOrders.Storage;

/// <summary>Tells what went wrong for storage's sake from what went wrong for our own.</summary>
public static class StorageOutage
{
    /// <summary>
    /// True if storage could not be reached, took too long, was too busy or failed, even when asked again, or if others kept
    /// changing what was to be changed: the same request may succeed in a while.
    /// </summary>
    public static bool IsCauseOf(Exception fault) => fault switch
    {
        // 0: no answer came.
        RequestFailedException refused => refused.Status is 0 or 408 or 429 or >= 500,
        // What the client of storage throws after its last attempt holds the fault of each.
        AggregateException attempts => attempts.InnerExceptions.Any(IsCauseOf),
        OperationCanceledException or TimeoutException or ContentionException => true,
        _ => false,
    };

    /// <summary>
    /// What a log entry gets as its exception: the fault, or nothing if storage is its cause. Where that went wrong in our code says
    /// nothing to anybody, and it goes wrong everywhere at once.
    /// </summary>
    public static Exception? TraceOf(Exception fault) => IsCauseOf(fault) ? null : fault;

    /// <summary>The fault in one line, for a log entry.</summary>
    public static string ReasonOf(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions: [.., var last] } => ReasonOf(last),
        RequestFailedException { Status: > 0 } refused => $"storage answered {refused.Status} {refused.ErrorCode}".TrimEnd(),
        OperationCanceledException => "storage did not answer in time",
        RequestFailedException => $"storage does not answer: {FirstLine(fault.Message)}",
        _ => FirstLine(fault.Message),
    };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
