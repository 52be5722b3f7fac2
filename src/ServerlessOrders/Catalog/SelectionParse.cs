namespace ServerlessOrders.Catalog;

/// <summary>What became of reading a selection: exactly one of the two is set.</summary>
/// <param name="Query">The selection, understood.</param>
/// <param name="Error">Why it cannot be read, for the user: names the parameter, the position and what to do.</param>
public sealed record SelectionParse(ItemQuery? Query, string? Error);
