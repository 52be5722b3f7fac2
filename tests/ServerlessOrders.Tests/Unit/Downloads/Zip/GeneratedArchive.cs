using System.Collections.Concurrent;
using System.IO.Hashing;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

/// <summary>An archive whose blobs are made up while they are read, of any length, with a CRC-32 that is known at once.</summary>
internal sealed class GeneratedArchive : IMemberSource
{
    private const int Period = 256;

    private readonly ConcurrentDictionary<BlobLocation, GeneratedBlob> _blobs = new();
    private int _opened;
    private int _open;
    private long _asked;

    /// <summary>How many blobs were opened so far.</summary>
    public int Opened => _opened;

    /// <summary>How many bytes the ranges held that were asked for.</summary>
    public long Asked => _asked;

    /// <summary>How many opened contents were not disposed yet.</summary>
    public int Open => _open;

    /// <summary>Called before a blob is opened.</summary>
    public Func<BlobLocation, CancellationToken, Task> Opening { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Puts a blob there and tells the member that reads it.</summary>
    public ZipMember Add(long id, string name, long length, byte seed = 0)
    {
        var location = new BlobLocation("archive", $"{id}/été {name}");
        var etag = $"\"{id:x}-{seed}\"";
        _blobs[location] = new GeneratedBlob(length, etag, seed);
        return new ZipMember(id, name, new FileSource.Blob(location, etag), length, Crc(length, seed));
    }

    public void Remove(ZipMember member) => _blobs.TryRemove(Blob(member).Location, out _);

    public void Change(ZipMember member, string? etag = null, int missing = 0, byte? seed = null)
    {
        var blob = _blobs[Blob(member).Location];
        _blobs[Blob(member).Location] = blob with { ETag = etag ?? blob.ETag, Missing = missing, Seed = seed ?? blob.Seed };
    }

    public static byte At(long offset, byte seed) => (byte)((offset * 167) + seed);

    public async Task<ArchiveRead> OpenAsync(ZipMember member, long offset, long length, CancellationToken cancellationToken)
    {
        var (location, etag) = Blob(member);
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _opened);
        await Opening(location, cancellationToken);
        if (!_blobs.TryGetValue(location, out var blob))
            return new ArchiveRead(ArchiveReadStatus.Missing, null, null);
        if (etag != blob.ETag)
            return new ArchiveRead(ArchiveReadStatus.Changed, null, null);
        if (blob.Length == 0 || offset >= blob.Length)
            throw new InvalidOperationException("Storage refuses ranges that lie outside the blob.");

        Interlocked.Increment(ref _open);
        Interlocked.Add(ref _asked, length);
        var end = Math.Min(blob.Length - blob.Missing, offset + length);
        return new ArchiveRead(ArchiveReadStatus.Opened, new Content(this, blob.Seed, offset, end), Told(blob));
    }

    private static FileSource.Blob Blob(ZipMember member) => (FileSource.Blob)member.Source;

    private static ArchivedBlob Told(GeneratedBlob blob) => new(blob.Length, blob.ETag, null, Readability.Online);

    private static byte[] Pattern(byte seed) => [.. Enumerable.Range(0, Period).Select(it => At(it, seed))];

    /// <summary>The period's CRC doubled up to the length, then the rest.</summary>
    private static uint Crc(long length, byte seed)
    {
        var period = Pattern(seed);
        uint crc = 0, power = Crc32.HashToUInt32(period);
        long powerLength = Period;
        for (var periods = length / Period; periods > 0; periods >>= 1)
        {
            if ((periods & 1) != 0)
                crc = Crc32Combination.Combine(crc, power, powerLength);
            power = Crc32Combination.Combine(power, power, powerLength);
            powerLength *= 2;
        }

        var rest = (int)(length % Period);
        return Crc32Combination.Combine(crc, Crc32.HashToUInt32(period.AsSpan(0, rest)), rest);
    }

    private sealed record GeneratedBlob(long Length, string ETag, byte Seed, int Missing = 0);

    private sealed class Content(GeneratedArchive archive, byte seed, long position, long end) : Stream
    {
        private readonly byte[] _pattern = Pattern(seed);
        private long _position = position;
        private bool _disposed;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A network hands out pieces, not what was asked for.
            var count = (int)Math.Min(Math.Min(buffer.Length, 10_007), end - _position);
            for (var filled = 0; filled < count;)
            {
                var rest = _pattern.AsSpan((int)((_position + filled) % Period));
                rest = rest[..Math.Min(rest.Length, count - filled)];
                rest.CopyTo(buffer.Span[filled..]);
                filled += rest.Length;
            }

            _position += count;
            return ValueTask.FromResult(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
                Interlocked.Decrement(ref archive._open);
            _disposed = true;
            base.Dispose(disposing);
        }
    }
}
