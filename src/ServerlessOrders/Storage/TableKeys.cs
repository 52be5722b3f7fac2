using System.Globalization;
using System.Text;

namespace ServerlessOrders.Storage;

/// <summary>
/// Keys of table rows out of names that users choose. Table Storage forbids <c>/ \ # ?</c> and control characters in keys and
/// more than 1 KiB; names that differ must give keys that differ, and keep their order as far as possible.
/// </summary>
internal static class TableKeys
{
    private const int MaxBytes = 200;

    /// <summary>
    /// Encodes a name: ASCII letters, digits and <c>- _ . @ +</c> stay, every other byte of its UTF-8 becomes <c>~xx</c>;
    /// past 200 bytes the rest becomes <c>~~</c> and a SHA-256.
    /// </summary>
    public static string Encode(string name)
    {
        var key = new StringBuilder(name.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'@' or (byte)'+')
                key.Append((char)b);
            else
                key.Append(CultureInfo.InvariantCulture, $"~{b:x2}");
        }

        if (key.Length <= MaxBytes) return key.ToString();
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return string.Concat(key.ToString(0, MaxBytes), "~~", Convert.ToHexStringLower(hash));
    }

    /// <summary>A number as a key that sorts as numbers do: 19 digits, zeros before.</summary>
    public static string Ascending(long number) => number.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>A number as a key that sorts the greatest first.</summary>
    public static string Descending(long number) => Ascending(long.MaxValue - number);
}
