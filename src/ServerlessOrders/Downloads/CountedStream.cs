using ServerlessOrders.Orders;

namespace ServerlessOrders.Downloads;

/// <summary>A stream of a delivery whose bytes are counted as they are handed out.</summary>
/// <param name="content">The stream; disposed with this one.</param>
/// <param name="telemetry">Counts.</param>
/// <param name="kind">What is delivered.</param>
internal sealed class CountedStream(Stream content, OrderTelemetry telemetry, DeliveryKind kind) : AsyncReadStream
{
    /// <inheritdoc/>
    public override bool CanSeek => content.CanSeek;

    /// <inheritdoc/>
    public override long Length => content.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => content.Position;
        set => content.Position = value;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await content.ReadAsync(buffer, cancellationToken);
        if (count > 0) telemetry.Delivered(kind, count);
        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Dispose();
        base.Dispose(disposing);
    }
}
