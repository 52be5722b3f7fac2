namespace ServerlessOrders.Orders.Waiting;

/// <summary>Between which instants something will happen, in 9 of 10 cases.</summary>
/// <param name="Earliest">Not before, UTC.</param>
/// <param name="Latest">Not after, UTC.</param>
internal sealed record TimeRange(DateTimeOffset Earliest, DateTimeOffset Latest);
