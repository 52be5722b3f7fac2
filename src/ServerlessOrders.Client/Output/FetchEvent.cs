namespace ServerlessOrders.Client.Output;

/// <summary>A line of <c>--json</c>: something that happened while an order is fetched.</summary>
/// <param name="Event"><c>planned</c>, <c>waiting</c>, <c>file</c>, <c>missing</c>, <c>note</c>, <c>progress</c>, <c>end</c> or <c>error</c>.</param>
/// <param name="Order">The number of the order.</param>
/// <param name="Name">The name of a file.</param>
/// <param name="Files">Files: of the order, or fetched so far.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="PresentFiles">Files that were there already.</param>
/// <param name="PresentBytes">Bytes that were there already.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExitCode">What the program ends with.</param>
internal sealed record FetchEvent(
    string Event, long? Order = null, string? Name = null, long? Files = null, long? Bytes = null, long? PresentFiles = null,
    long? PresentBytes = null, string? Reason = null, int? ExitCode = null);
