using System.Globalization;
using System.Text;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// Gives each file of an order a name that Windows, macOS and Linux can write, and no other file has; the same files in the same order
/// get the same names. A name never leads out of the folder: it has no separator, is no device, and is neither <c>.</c> nor <c>..</c>.
/// </summary>
internal sealed class SafeNames
{
    private const int MaxBytes = 255;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase) { Manifest.FileName };
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next file's name: <c>name.ext</c>, or if it is taken <c>name (1).ext</c> and so on.</summary>
    public string Next(string name)
    {
        var safe = From(name);
        if (_taken.Add(safe)) return safe;
        var (stem, extension) = Split(safe);
        for (var number = _numbers.GetValueOrDefault(safe, 1); ; number++)
        {
            var candidate = Joined(stem, string.Create(CultureInfo.InvariantCulture, $" ({number})"), extension);
            if (!_taken.Add(candidate)) continue;
            _numbers[safe] = number + 1;
            return candidate;
        }
    }

    /// <summary>The safe form of any text; a safe name stays as it is.</summary>
    public static string From(string name)
    {
        var path = name.TrimEnd('/');
        var safe = new StringBuilder(path.Length);
        foreach (var rune in path[(path.LastIndexOf('/') + 1)..].EnumerateRunes())
            safe.Append(IsWritable(rune) ? rune.ToString() : "_");
        var text = safe.ToString().TrimEnd('.', ' ');
        if (IsDevice(text)) text = "_" + text;
        if (text.Length == 0) text = "file";
        // A name of ours: what is being fetched lies in such a folder.
        if (text.StartsWith(WorkFolder.Prefix, StringComparison.OrdinalIgnoreCase)) text = "_" + text;
        var (stem, extension) = Split(text);
        return Joined(stem, "", extension);
    }

    private static (string Stem, string Extension) Split(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot <= 0 || Encoding.UTF8.GetByteCount(name.AsSpan(dot)) > 100 ? (name, "") : (name[..dot], name[dot..]);
    }

    private static string Joined(string stem, string number, string extension)
    {
        var room = MaxBytes - Encoding.UTF8.GetByteCount(number) - Encoding.UTF8.GetByteCount(extension);
        var cut = new StringBuilder(stem.Length);
        foreach (var rune in stem.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0) break;
            cut.Append(rune.ToString());
        }

        return (cut + number + extension).TrimEnd('.', ' ');
    }

    // Replacement characters stand for halves of surrogate pairs, which no file system takes.
    private static bool IsWritable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not ('<' or '>' or ':' or '"' or '|' or '?' or '*' or '\\' or 0xFFFD)
        && rune.Value is not (>= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069);

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.', 2)[0].TrimEnd(' ');
        return Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4 && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³')
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
    }
}
