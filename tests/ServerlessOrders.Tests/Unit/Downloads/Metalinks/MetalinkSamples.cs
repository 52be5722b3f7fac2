using System.Security.Cryptography;
using ServerlessOrders.Downloads.Metalinks;

namespace ServerlessOrders.Tests.Unit.Downloads.Metalinks;

/// <summary>Makes metalinks for the tests.</summary>
internal static class MetalinkSamples
{
    public static MetalinkFile File(string name, byte[] content, string url) => new(
        name, content.Length, "image/tiff",
        [
            // MD5 is what most archives know of their files.
#pragma warning disable CA5351
            new MetalinkHash("MD5", Convert.ToHexString(MD5.HashData(content))),
#pragma warning restore CA5351
            new MetalinkHash("SHA-256", Convert.ToHexString(SHA256.HashData(content))),
        ],
        url);

    public static readonly MetalinkFile Plain = File("a.tif", [1, 2, 3], "http://127.0.0.1/orders/public/files/1?orderToken=t&scope=s");

    public static async Task<byte[]> Metalink3Async(params IEnumerable<MetalinkFile> files)
    {
        await using var output = new AsyncOnlyStream();
        await MetalinkWriter.WriteAsync(output, files.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        return output.Bytes;
    }

    public static async Task<byte[]> Metalink4Async(params IEnumerable<MetalinkFile> files)
    {
        await using var output = new AsyncOnlyStream();
        await Metalink4Writer.WriteAsync(output, files.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        return output.Bytes;
    }
}

/// <summary>Refuses synchronous writes, as a response body does.</summary>
internal sealed class AsyncOnlyStream : Stream
{
    private readonly MemoryStream _bytes = new();

    public byte[] Bytes => _bytes.ToArray();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _bytes.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Asynchronous writes only.");

    public override void Flush() => throw new NotSupportedException("Asynchronous writes only.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
