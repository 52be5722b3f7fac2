using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads;

/// <summary>Where the contents of a ZIP come from: the archive, and the hosts of external files.</summary>
internal sealed class ZipSources(IArchive archive, ExternalFiles external) : IMemberSource
{
    private const int BufferBytes = 128 * 1024;

    /// <inheritdoc/>
    public Task<ArchiveRead> OpenAsync(ZipMember member, long offset, long length, CancellationToken cancellationToken) => member.Source switch
    {
        FileSource.Blob blob => archive.OpenReadAsync(blob.Location, blob.ETag, offset, length, cancellationToken),
        FileSource.External file => OpenAsync(file, member.Length, new ByteSpan(offset, offset + length - 1), cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(member), member.Source, "There is no such source."),
    };

    private async Task<ArchiveRead> OpenAsync(FileSource.External file, long size, ByteSpan span, CancellationToken cancellationToken)
    {
        // Whether the host sends the file or some page was judged when the ZIP was made.
        var content = await external.OpenUnrecordedAsync(new ExternalFile(file.Address, size, MayBePage: true), span, cancellationToken);
        try
        {
            if (file.Version != content.VersionOf(size))
                throw new ExternalFileException("The file changed at its host since it was read for the ZIP");
            if (content.SendsRanges) content.Position = span.From;
            else await SkipAsync(content, span.From, cancellationToken);
            return new ArchiveRead(ArchiveReadStatus.Opened, content, null);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>A host without ranges sends all from the start.</summary>
    private static async Task SkipAsync(ExternalFileStream content, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(count, BufferBytes)];
        while (count > 0)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken);
            if (read == 0) throw new ExternalFileException("The file has become shorter at its host");
            count -= read;
        }
    }
}
