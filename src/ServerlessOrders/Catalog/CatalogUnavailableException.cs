namespace ServerlessOrders.Catalog;

/// <summary>A catalog outside cannot be read: nothing was selected of it, and nothing was left out.</summary>
/// <param name="message">What is wrong, a sentence for users; names the host and the setting, never an address with its query, nor a secret.</param>
/// <param name="mayRecover">True if asking again later is worth it.</param>
/// <param name="retryAfter">When the catalog wants to be asked again, if it said so.</param>
/// <param name="inner">What went wrong below.</param>
internal sealed class CatalogUnavailableException(
    string message, bool mayRecover, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True if asking again later is worth it.</summary>
    public bool MayRecover { get; } = mayRecover;

    /// <summary>When the catalog wants to be asked again; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The HTTP status that it answered; null if that was not what is wrong.</summary>
    public int? Status { get; init; }
}
