namespace ServerlessOrders.Client.Fetch;

/// <summary>The service has not prepared a file yet.</summary>
internal sealed class NotReadyException(TimeSpan? retryAfter) : Exception
{
    /// <summary>When to ask again.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
