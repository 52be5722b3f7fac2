namespace ServerlessOrders;

/// <summary>A stream of a delivery around another one, whose place and length are its own. A derived class says how to read.</summary>
/// <param name="content">The stream; disposed with this one.</param>
public abstract class WrappedStream(Stream content) : AsyncReadStream
{
    /// <inheritdoc/>
    public override bool CanSeek => Content.CanSeek;

    /// <inheritdoc/>
    public override long Length => Content.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => Content.Position;
        set => Content.Position = value;
    }

    /// <summary>The stream around which this one is.</summary>
    protected Stream Content { get; } = content;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Content.Dispose();
        base.Dispose(disposing);
    }
}
