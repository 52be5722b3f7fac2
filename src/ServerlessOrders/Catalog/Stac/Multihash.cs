namespace ServerlessOrders.Catalog.Stac;

/// <summary>
/// Reads checksums of the STAC file extension: multihashes in hex (https://github.com/multiformats/multihash), that is a varint
/// for the function, a varint for the length and the digest.
/// </summary>
internal static class Multihash
{
    /// <summary>Reads a multihash.</summary>
    /// <param name="hex">The text.</param>
    /// <param name="digest">The digest in lower-case hex if the function is one that the service can check.</param>
    /// <param name="algorithm">Its name as the API writes it, or null if the service cannot check it.</param>
    /// <returns>False if the text is no multihash.</returns>
    public static bool TryRead(string hex, out string? digest, out string? algorithm)
    {
        (digest, algorithm) = (null, null);
        if (hex.Length % 2 != 0 || hex.Length > 1024 || !hex.All(char.IsAsciiHexDigit)) return false;
        ReadOnlySpan<byte> bytes = Convert.FromHexString(hex);
        if (ReadVarint(ref bytes) is not { } function || ReadVarint(ref bytes) is not { } length) return false;
        if (bytes.Length != length || length == 0) return false;

        if (DigestAlgorithm.FindByMulticodec(function) is not { } known) return true;
        if (bytes.Length != known.Bytes) return false;
        (digest, algorithm) = (Convert.ToHexStringLower(bytes), known.Name);
        return true;
    }

    /// <summary>Writes a multihash in lower-case hex; null of a digest whose algorithm or form is none of the known ones.</summary>
    public static string? Of(string? algorithm, string? digest)
    {
        if (digest is null || DigestAlgorithm.Find(algorithm) is not { } known || !known.IsDigest(digest)) return null;
        // A varint: of the known codes only that of MD5 takes two bytes.
        var code = known.Multicodec < 0x80 ? $"{known.Multicodec:x2}" : $"{(known.Multicodec & 0x7F) | 0x80:x2}{known.Multicodec >> 7:x2}";
        return $"{code}{known.Bytes:x2}{digest.ToLowerInvariant()}";
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
