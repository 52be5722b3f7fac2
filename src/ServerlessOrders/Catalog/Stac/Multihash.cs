namespace ServerlessOrders.Catalog.Stac;

/// <summary>
/// Reads checksums of the STAC file extension: multihashes in hex (https://github.com/multiformats/multihash), that is a varint
/// for the function, a varint for the length and the digest.
/// </summary>
internal static class Multihash
{
    /// <summary>Reads a multihash.</summary>
    /// <param name="hex">The text.</param>
    /// <param name="digest">The digest in lower-case hex where the function is one that the service can check.</param>
    /// <param name="algorithm">Its name as the API writes it, or null where the service cannot check it.</param>
    /// <returns>False where the text is no multihash.</returns>
    public static bool TryRead(string hex, out string? digest, out string? algorithm)
    {
        (digest, algorithm) = (null, null);
        if (hex.Length % 2 != 0 || hex.Length > 1024 || !hex.All(char.IsAsciiHexDigit)) return false;
        ReadOnlySpan<byte> bytes = Convert.FromHexString(hex);
        if (ReadVarint(ref bytes) is not { } function || ReadVarint(ref bytes) is not { } length) return false;
        if (bytes.Length != length || length == 0) return false;

        // Codes of the multicodec table.
        (algorithm, var size) = function switch
        {
            0xD5 => ("MD5", 16),
            0x11 => ("SHA-1", 20),
            0x12 => ("SHA-256", 32),
            0x13 => ("SHA-512", 64),
            _ => (null, bytes.Length),
        };
        if (bytes.Length != size) return false;
        if (algorithm is not null) digest = Convert.ToHexStringLower(bytes);
        return true;
    }

    /// <summary>Writes a multihash in lower-case hex; null of a digest whose algorithm or form is none of those above.</summary>
    public static string? Of(string? algorithm, string? digest)
    {
        var (prefix, bytes) = algorithm switch
        {
            "MD5" => ("d50110", 16),
            "SHA-1" => ("1114", 20),
            "SHA-256" => ("1220", 32),
            "SHA-512" => ("1340", 64),
            _ => (null, 0),
        };
        return prefix is not null && digest?.Length == 2 * bytes && digest.All(char.IsAsciiHexDigit)
            ? prefix + digest.ToLowerInvariant()
            : null;
    }

    private static int? ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0;
        for (var i = 0; i < bytes.Length && i < 4; i++)
        {
            value |= (bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return value;
        }

        return null;
    }
}
