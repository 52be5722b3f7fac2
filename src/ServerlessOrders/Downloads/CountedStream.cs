using ServerlessOrders.Orders;

namespace ServerlessOrders.Downloads;

/// <summary>A stream of a delivery whose bytes are counted as they are handed out.</summary>
/// <param name="content">The stream; disposed with this one.</param>
/// <param name="telemetry">Counts.</param>
/// <param name="kind">What is delivered.</param>
internal sealed class CountedStream(Stream content, OrderTelemetry telemetry, DeliveryKind kind) : WrappedStream(content)
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await Content.ReadAsync(buffer, cancellationToken);
        if (count > 0) telemetry.Delivered(kind, count);
        return count;
    }
}
