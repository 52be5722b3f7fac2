namespace ServerlessOrders.Catalog.Search;

/// <summary>Ends an evaluation that has taken all the work that its request may (<see cref="SearchScope.MaxTested"/>).</summary>
/// <param name="reason">What is too much, with the figure, a sentence for users; null if the limit of tests is.</param>
internal sealed class SearchTooLargeException(string? reason = null) : Exception(reason)
{
    /// <summary>What is too much, a sentence for users; null if the limit of tests is.</summary>
    public string? Reason { get; } = reason;
}
