namespace ServerlessOrders.Outbound;

/// <summary>Bytes of a file, as a range request names them (RFC 9110 section 14.1.2).</summary>
/// <param name="From">The first byte, from 0.</param>
/// <param name="To">The last byte, inclusive; null for all up to the end.</param>
internal readonly record struct ByteSpan(long From, long? To)
{
    /// <summary>The whole file.</summary>
    internal static ByteSpan All { get; } = new(0, null);

    /// <summary>One byte: enough to learn the size of a file.</summary>
    internal static ByteSpan Probe { get; } = new(0, 0);
}
