using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ServerlessOrders.Delivery.Zip;

/// <summary>
/// Gives each file of a ZIP or metalink a safe name that no other has: the same name again becomes <c>name (1).ext</c>,
/// <c>name (2).ext</c>, the next free number. The same names in the same order always give the same result.
/// </summary>
/// <remarks>
/// Two names that differ only in case count as the same: unpacked on Windows or macOS the second file would silently replace
/// the first, and a file lost is worse than a number in a name.
/// Kept are 64-bit hashes, not the names, so four million files need some hundred megabytes at most; if two different names
/// ever meet in one hash, the second gets a number it would not have needed, and nothing else happens.
/// A name costs O(1) amortised, even where a hundred thousand are equal: a number that was taken is never tried again.
/// </remarks>
public sealed class ZipNames
{
    private readonly HashSet<ulong> _taken = [];
    private readonly Dictionary<ulong, int> _nextNumbers = [];

    /// <summary>The next file's name: safe (see <see cref="SafeFileName"/>) and not given before.</summary>
    public string Next(string name)
    {
        var safe = SafeFileName.From(name);
        return _taken.Add(Hash(safe)) ? safe : Numbered(safe);
    }

    private string Numbered(string name)
    {
        var (stem, extension) = SafeFileName.Split(name);

        // A long stem is cut to make room, the more the longer the number is. So numbers are counted per cut stem and digits:
        // long names that are equal once cut share a counter, and none of them walks through the others' numbers.
        var room = SafeFileName.MaxBytes - System.Text.Encoding.UTF8.GetByteCount(extension) - " ()".Length;
        for (int digits = 1, first = 1; ; digits++, first *= 10)
        {
            var family = Hash($"{SafeFileName.Cut(stem, room - digits)}/{digits}/{extension}");
            ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(_nextNumbers, family, out var known);
            if (!known)
                next = first;
            while (next < first * 10L)
            {
                var number = string.Create(CultureInfo.InvariantCulture, $" ({next++})");
                var candidate = SafeFileName.Joined(stem, number, extension);
                if (_taken.Add(Hash(candidate)))
                    return candidate;
            }
        }
    }

    private static ulong Hash(string name) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(name.ToUpperInvariant().AsSpan()));
}
