using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace ServerlessOrders.Naming;

/// <summary>
/// Gives each file of a ZIP or metalink a safe name that no other has: the same name again becomes <c>name (1).ext</c>,
/// <c>name (2).ext</c>, the next free number. The same names in the same order always give the same result.
/// </summary>
/// <remarks>
/// Two names count as the same if they are after NFKC and full case folding: unpacked on a system that takes them for one
/// (Windows, macOS, ZFS; some look at case, some at the form of accents) the second file would silently replace the first, and a
/// file lost is worse than a number in a name. A folder and a file do not share a name either.
/// Kept are 64-bit hashes, not the names, so four million files need some hundred megabytes at most; if two different names
/// ever meet in one hash, the second gets a number it would not have needed, and nothing else happens.
/// A name costs O(1) amortised, even if a hundred thousand are equal: a number that was taken is never tried again.
/// </remarks>
internal sealed class ZipNames
{
    /// <summary>
    /// The most UTF-8 bytes of all folders before a name, so that what is unpacked into a folder of its own fits the longest path of
    /// macOS (1,024 bytes); deeper folders are left out.
    /// </summary>
    public const int MaxFolderBytes = 640;

    private readonly HashSet<ulong> _taken = [];
    private readonly HashSet<ulong> _folders = [];
    private readonly Dictionary<ulong, string> _moved = [];
    private readonly Dictionary<ulong, int> _nextNumbers = [];

    /// <summary>The next file's name: safe (see <see cref="SafeFileName"/>) and not given before.</summary>
    public string Next(string name) => Free("", SafeFileName.From(name));

    /// <summary>The next file's path: its folders with a slash behind each and its name, every segment safe, and not given before.</summary>
    /// <param name="folders">The names of its folders, the outermost first; those without a name, and <c>.</c>, count as none.</param>
    /// <param name="name">The file's own name.</param>
    public string Next(IEnumerable<string> folders, string name)
    {
        var path = "";
        foreach (var folder in folders)
        {
            if (folder is "" or ".")
                continue;
            var inner = SafeFileName.From(folder, "_");
            if (Encoding.UTF8.GetByteCount(path) + Encoding.UTF8.GetByteCount(inner) > MaxFolderBytes)
                break;
            path = Folder(path, inner) + "/";
        }

        return Free(path, SafeFileName.From(name));
    }

    /// <summary>The folder itself, or if a file has its name already, a numbered one: the same for all its files.</summary>
    private string Folder(string parent, string name)
    {
        var key = Hash(parent + name);
        if (_moved.TryGetValue(key, out var elsewhere))
            return elsewhere;
        if (_folders.Contains(key))
            return parent + name;
        var free = Free(parent, name);
        if (free != parent + name)
            _moved[key] = free;
        _folders.Add(Hash(free));
        return free;
    }

    private string Free(string parent, string name) => _taken.Add(Hash(parent + name)) ? parent + name : Numbered(parent, name);

    private string Numbered(string parent, string name)
    {
        var (stem, extension) = SafeFileName.Split(name);

        // A long stem is cut to make room, the more the longer the number is. So numbers are counted per cut stem and digits:
        // long names that are equal once cut share a counter, and none of them walks through the others' numbers.
        var room = SafeFileName.MaxBytes - Encoding.UTF8.GetByteCount(extension) - " ()".Length;
        for (int digits = 1, first = 1; ; digits++, first *= 10)
        {
            var family = Hash($"{parent}{SafeFileName.Cut(stem, room - digits)}/{digits}/{extension}");
            ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(_nextNumbers, family, out var known);
            if (!known)
                next = first;
            while (next < first * 10L)
            {
                var number = string.Create(CultureInfo.InvariantCulture, $" ({next++})");
                var candidate = parent + SafeFileName.Joined(stem, number, extension);
                if (_taken.Add(Hash(candidate)))
                    return candidate;
            }
        }
    }

    private static ulong Hash(string path) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(Folded(path).AsSpan()));

    /// <summary>
    /// The same text for all names that may be one: NFKD, in which upper case and one exception (sharp s) are full case folding, and
    /// without the characters that some file systems ignore.
    /// </summary>
    private static string Folded(string path)
    {
        if (Ascii.IsValid(path))
            return path.ToUpperInvariant();
        var folded = new StringBuilder(path.Length);
        foreach (var rune in UnicodeForms.DecomposeCompatibly(path).EnumerateRunes())
        {
            if (rune.Value is 'ß' or 'ẞ')
                folded.Append("SS");
            else if (!IsIgnorable(rune))
                folded.Append(Rune.ToUpperInvariant(rune).ToString());
        }

        return folded.ToString();
    }

    /// <summary>Formatting characters, variation selectors and fillers: most of Unicode's Default_Ignorable_Code_Point.</summary>
    private static bool IsIgnorable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F)
            or (>= 0xE0100 and <= 0xE01EF);
}
