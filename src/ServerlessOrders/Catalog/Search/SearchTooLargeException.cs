namespace ServerlessOrders.Catalog.Search;

/// <summary>Ends an evaluation that has taken all the work that its request may (<see cref="SearchScope.MaxTested"/>).</summary>
internal sealed class SearchTooLargeException : Exception;
