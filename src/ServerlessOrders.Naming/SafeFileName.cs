using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ServerlessOrders.Naming;

/// <summary>
/// Makes a name that any system can write into the folder where a ZIP or metalink is unpacked, and nowhere else. A name that
/// is safe already stays as it is.
/// </summary>
/// <remarks>
/// What changes: only what stands behind the last slash stays; <c>&lt; &gt; : " | ? *</c> and the back slash, which Windows cannot
/// write, control characters, line separators, direction overrides, halves of surrogate pairs and noncharacters (which XML cannot
/// hold either) become underscores; the rest is put into NFC; dots and spaces at the end go, because Windows drops them, which
/// also disposes of <c>.</c> and <c>..</c>; a device name of Windows (with any extension) gets an underscore in front; what
/// is empty then is called <c>file</c>; a name over 255 UTF-8 bytes is cut before its extension.
/// </remarks>
internal static class SafeFileName
{
    /// <summary>The longest name in UTF-8 bytes: what ext4, APFS and others take.</summary>
    public const int MaxBytes = 255;

    /// <summary>An extension longer than this leaves no room for a name and a number, so it counts as part of the name.</summary>
    private const int MaxExtensionBytes = 240;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>The safe form of a name; its own is itself.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="empty">What a name is called of which nothing is left.</param>
    public static string From(string name, string empty = "file")
    {
        var safe = Cleaned(name);
        if (IsDevice(safe))
            safe = "_" + safe;
        if (safe.Length == 0)
            safe = empty;

        var (stem, extension) = Split(safe);
        return Joined(stem, "", extension);
    }

    /// <summary>True if <see cref="From"/> would change nothing.</summary>
    public static bool IsSafe(string name) => From(name) == name;

    /// <summary>True for safe names with a slash between each two: a file in folders.</summary>
    public static bool IsSafePath(string path) => path.Split('/').All(IsSafe);

    /// <summary>Parts a name at its last dot; the dot belongs to the extension. A dot in front starts no extension.</summary>
    internal static (string Stem, string Extension) Split(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot <= 0 || Encoding.UTF8.GetByteCount(name.AsSpan(dot)) > MaxExtensionBytes
            ? (name, "")
            : (name[..dot], name[dot..]);
    }

    /// <summary>Stem, number and extension; the stem cut so that the whole fits.</summary>
    internal static string Joined(string stem, string number, string extension)
    {
        var cut = Cut(stem, MaxBytes - Encoding.UTF8.GetByteCount(number) - Encoding.UTF8.GetByteCount(extension));
        // Cutting may lay bare a dot or a space, which must not stand at the end.
        return number.Length + extension.Length == 0 ? TrimmedEnd(cut) : cut + number + extension;
    }

    /// <summary>The longest start of whole code points that takes no more than so many UTF-8 bytes.</summary>
    internal static string Cut(string text, int maxBytes)
    {
        if (text.Length <= maxBytes / 3)
            return text;

        // The encoder stops before the code point that no longer fits.
        Span<byte> room = stackalloc byte[MaxBytes];
        Utf8.FromUtf16(text, room[..maxBytes], out var length, out _);
        return text[..length];
    }

    private static string Cleaned(string name)
    {
        // A name such as "folder/" still names something: its last segment that is not empty.
        var path = name.AsSpan().TrimEnd('/');
        var segment = path[(path.LastIndexOf('/') + 1)..];
        var safe = new StringBuilder(segment.Length);
        while (Rune.DecodeFromUtf16(segment, out var rune, out var consumed) is var status && consumed > 0)
        {
            if (status is System.Buffers.OperationStatus.Done && IsWritable(rune))
                safe.Append(segment[..consumed]);
            else
                safe.Append('_');
            segment = segment[consumed..];
        }

        return TrimmedEnd(UnicodeForms.Compose(safe.ToString()));
    }

    private static string TrimmedEnd(string name) => name.TrimEnd('.', ' ');

    private static bool IsWritable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not ('<' or '>' or ':' or '"' or '|' or '?' or '*' or '\\')
        && rune.Value is not (>= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069)
        && (rune.Value & 0xFFFE) != 0xFFFE;

    /// <summary>CON, NUL, COM1 and so on, alone or before the first dot (Win32, "Naming Files, Paths, and Namespaces").</summary>
    private static bool IsDevice(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ');
        return Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase)
                    || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase))
                && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³'));
    }
}
