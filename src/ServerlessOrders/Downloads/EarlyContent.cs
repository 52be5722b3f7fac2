using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// A file that is opened at its first byte while it is still being found out whether it may be handed out, for a caller to whom an older
/// copy of the order gives it. Nothing of it is read before the order as it is now does so too. To be disposed in any case: whoever reads the content disposes it too, which does no harm.
/// </summary>
internal sealed class EarlyContent : IAsyncDisposable
{
    /// <summary>Begins to open a file.</summary>
    internal EarlyContent(IArchive archive, OrderFile file, CancellationToken cancellationToken)
    {
        Content = new ArchiveFileStream(archive, file);
        Opening = Content.OpenAsync(fromStart: true, cancellationToken);
    }

    /// <summary>The content.</summary>
    internal ArchiveFileStream Content { get; }

    /// <summary>Ends when it is open.</summary>
    internal Task<ArchiveReadStatus> Opening { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ((Task)Opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Content.DisposeAsync();
    }
}
