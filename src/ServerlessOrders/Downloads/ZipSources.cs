using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;
using ServerlessOrders.Catalog;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Where the contents of a ZIP come from: the archive, and the hosts of external files. To a ZIP an external file is a blob
/// without a container, whose name is its address and whose ETag is what its host calls the version.
/// </summary>
public sealed class ZipSources : IArchive
{
    private const int BufferBytes = 128 * 1024;

    private readonly IArchive _archive;
    private readonly ExternalFiles _external;

    internal ZipSources(IArchive archive, ExternalFiles external) => (_archive, _external) = (archive, external);

    /// <inheritdoc/>
    public Task<ArchivedBlob?> FindAsync(BlobLocation location, CancellationToken cancellationToken) =>
        _archive.FindAsync(location, cancellationToken);

    /// <inheritdoc/>
    public Task RehydrateAsync(BlobLocation location, CancellationToken cancellationToken) =>
        _archive.RehydrateAsync(location, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="IOException">The host of an external file does not give it, or not this version; the message says why.</exception>
    public Task<ArchiveRead> OpenReadAsync(
        BlobLocation location, string? etag, long offset, long? length, CancellationToken cancellationToken) =>
        location.Container.Length > 0
            ? _archive.OpenReadAsync(location, etag, offset, length, cancellationToken)
            : OpenExternalAsync(location.Name, etag, offset, length, cancellationToken);

    /// <summary>
    /// Reads an external file once, to learn what a ZIP must know of a member before its first byte. Its checksum is verified
    /// where the catalog has one.
    /// </summary>
    /// <exception cref="ExternalFileException">It cannot be had, or is not what the catalog says.</exception>
    internal async Task<ExternalContent> LearnAsync(OrderFile file, CancellationToken cancellationToken)
    {
        await using var content = await _external.OpenUnrecordedAsync(file, ByteSpan.All, cancellationToken);
        var crc = new Crc32();
        var algorithm = file.Checksum is null ? null : DigestAlgorithm.Find(file.DigestAlgorithm);
        using var hash = algorithm is null ? null : IncrementalHash.CreateHash(algorithm.Hash);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var length = 0L;
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                crc.Append(buffer.AsSpan(0, count));
                hash?.AppendData(buffer, 0, count);
                length += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (hash is not null && !Convert.ToHexString(hash.GetHashAndReset()).Equals(file.Checksum, StringComparison.OrdinalIgnoreCase))
            throw new ExternalFileException("Its content at its host does not match the checksum of the catalog");
        return new ExternalContent(new BlobLocation("", file.Href), Version(content, length), length, crc.GetCurrentHashAsUInt32());
    }

    private async Task<ArchiveRead> OpenExternalAsync(
        string address, string? version, long offset, long? length, CancellationToken cancellationToken)
    {
        long? size = version is null ? null : long.Parse(version.AsSpan(version.LastIndexOf('|') + 1), CultureInfo.InvariantCulture);
        var span = new ByteSpan(offset, length is null ? null : offset + length - 1);
        var content = await _external.OpenUnrecordedAsync(AsFile(address, size), span, cancellationToken);
        try
        {
            if (size is { } known && version != Version(content, known))
                throw new ExternalFileException("The file changed at its host since it was read for the ZIP");
            if (content.SendsRanges) content.Position = offset;
            else await SkipAsync(content, offset, cancellationToken);
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

    /// <summary>What the host calls this version; of a host that names none only the size tells, and in the end the CRC-32.</summary>
    private static string Version(ExternalFileStream content, long size) => string.Create(
        CultureInfo.InvariantCulture, $"{content.ETag}|{content.LastModified:O}|{size}");

    /// <summary>Any type will do: whether the host sends the file or some page was judged when the ZIP was made.</summary>
    private static OrderFile AsFile(string address, long? size) => new()
    {
        Position = 0,
        State = FileState.AVAILABLE,
        Collection = "",
        Item = "",
        Asset = "",
        Href = address,
        External = true,
        FileName = "",
        DataType = DataType.OTHER,
        MimeType = "text/html",
        Size = size,
    };
}

/// <summary>What was learnt of an external file by reading it.</summary>
/// <param name="Location">Where a ZIP finds it.</param>
/// <param name="Version">What its host calls the version that was read.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Crc32">CRC-32 of them.</param>
internal sealed record ExternalContent(BlobLocation Location, string Version, long Length, uint Crc32);
