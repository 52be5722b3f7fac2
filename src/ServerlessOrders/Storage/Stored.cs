namespace ServerlessOrders.Storage;

/// <summary>A value as it was read or written, and the ETag that it had then: the condition of the change that follows.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="ETag">The ETag of its row or blob, quotes included.</param>
public sealed record Stored<T>(T Value, string ETag);
