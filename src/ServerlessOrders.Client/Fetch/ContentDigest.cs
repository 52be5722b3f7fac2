using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace ServerlessOrders.Client.Fetch;

/// <summary>The SHA-256 of a file for the manifest, and in the same pass the digest that the order names.</summary>
internal sealed class ContentDigest : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _other;
    private readonly Crc32? _crc;
    private readonly string? _expected;

    /// <param name="expected">
    /// The digest that is expected, in lower-case hex: MD5, SHA-1 or SHA-2 by its length, or CRC-32; one of another length is not checked.
    /// </param>
    public ContentDigest(string? expected)
    {
        _expected = expected;
        var algorithm = expected?.Length switch
        {
            32 => HashAlgorithmName.MD5,
            40 => HashAlgorithmName.SHA1,
            96 => HashAlgorithmName.SHA384,
            128 => HashAlgorithmName.SHA512,
            _ => default,
        };
        // Not for secrecy: it is what the archive recorded.
        _other = algorithm == default ? null : IncrementalHash.CreateHash(algorithm);
        if (expected?.Length == 8) _crc = new Crc32();
    }

    /// <summary>
    /// True if a digest can be verified. One of an algorithm that is not known here is only text, even if it looks like one that is;
    /// a service that names no algorithm means the one of that length.
    /// </summary>
    public static bool CanVerify(string? algorithm, string? digest)
    {
        if (digest is null || !digest.All(char.IsAsciiHexDigit)) return false;
        var length = algorithm?.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "MD5" => 32,
            "SHA" or "SHA1" => 40,
            "SHA256" => 64,
            "SHA384" => 96,
            "SHA512" => 128,
            null when digest.Length is 32 or 40 or 64 or 96 or 128 => digest.Length,
            _ => -1,
        };
        return digest.Length == length;
    }

    /// <summary>How many bytes it has seen.</summary>
    public long Length { get; private set; }

    /// <summary>The next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _other?.AppendData(bytes);
        _crc?.Append(bytes);
        Length += bytes.Length;
    }

    /// <summary>Bytes of a file up to a position, from where it stopped.</summary>
    public async Task AppendAsync(string path, long end, CancellationToken cancellationToken)
    {
        if (Length >= end) return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[1 << 18];
        while (Length < end)
        {
            var count = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - Length)), Length, cancellationToken);
            if (count == 0) return;
            Append(buffer.AsSpan(0, count));
        }
    }

    /// <summary>The end.</summary>
    /// <returns>The SHA-256 in lower-case hex, and whether the content is what was expected.</returns>
    public (string Sha256, bool IsRight) Finish()
    {
        var sha256 = Convert.ToHexStringLower(_sha256.GetHashAndReset());
        var found = _other is not null ? Convert.ToHexStringLower(_other.GetHashAndReset())
            : _crc is not null ? _crc.GetCurrentHashAsUInt32().ToString("x8", CultureInfo.InvariantCulture)
            : _expected?.Length == 64 ? sha256 : _expected;
        return (sha256, found == _expected);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sha256.Dispose();
        _other?.Dispose();
    }
}
