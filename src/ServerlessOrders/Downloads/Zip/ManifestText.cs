using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// A text that is made with the ZIP and kept in its manifest, such as the notice: written line by line between the members'
/// blocks, of any length in bounded memory. Begun by <see cref="ZipManifestWriter.BeginText"/>.
/// </summary>
internal sealed class ManifestText : IDisposable
{
    private readonly Func<byte[], CancellationToken, Task<long>> _write;
    private readonly List<byte> _rest = [];
    private readonly List<long> _chunks = [];
    private readonly Crc32 _crc = new();
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="write">Writes bytes to the manifest and tells where they lie.</param>
    internal ManifestText(Func<byte[], CancellationToken, Task<long>> write) => _write = write;

    /// <summary>Its bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>CRC-32 of the bytes so far.</summary>
    internal uint Crc32 => _crc.GetCurrentHashAsUInt32();

    /// <summary>SHA-256 of the bytes so far, in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(_sha256.GetCurrentHash());

    /// <summary>Adds to the end, in UTF-8.</summary>
    public async Task AppendAsync(string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _rest.AddRange(bytes);
        _crc.Append(bytes);
        _sha256.AppendData(bytes);
        Length += bytes.Length;
        while (_rest.Count >= ManifestFormat.TextChunk)
            await WriteAsync(ManifestFormat.TextChunk, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _sha256.Dispose();

    /// <summary>Writes what is left, and the list of the chunks.</summary>
    /// <returns>Where the list lies.</returns>
    internal async Task<long> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_rest.Count > 0) await WriteAsync(_rest.Count, cancellationToken);
        var list = new byte[_chunks.Count * 8];
        for (var i = 0; i < _chunks.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(list.AsSpan(i * 8), _chunks[i]);
        return await _write(list, cancellationToken);
    }

    private async Task WriteAsync(int count, CancellationToken cancellationToken)
    {
        _chunks.Add(await _write(_rest[..count].ToArray(), cancellationToken));
        _rest.RemoveRange(0, count);
    }
}
