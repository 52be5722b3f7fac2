namespace ServerlessOrders.Catalog.Search;

/// <summary>What became of reading a selection: exactly one of the two is set.</summary>
/// <param name="Query">The selection, understood.</param>
/// <param name="Error">Why it cannot be read, for the user: names the parameter, the position and what to do.</param>
public sealed record SelectionParse(ItemQuery? Query, string? Error);

/// <summary>What became of reading the selections of one request: exactly one of the two is set.</summary>
/// <param name="Queries">The selections, understood, in their order.</param>
/// <param name="Error">Why one of them cannot be read, for the user.</param>
internal sealed record SelectionsParse(IReadOnlyList<ItemQuery>? Queries, string? Error);
