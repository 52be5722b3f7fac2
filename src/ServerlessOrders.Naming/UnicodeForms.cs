using System.Globalization;
using System.Text;

namespace ServerlessOrders.Naming;

/// <summary>
/// The normalisation forms of Unicode (UAX 15). The framework's own do nothing here: the service runs without ICU
/// (<c>InvariantGlobalization</c>), so that it starts on any machine, and there <c>string.Normalize</c> returns what it was given.
/// </summary>
internal static class UnicodeForms
{
    // The syllables of Hangul follow from a formula (Unicode, section 3.12).
    private const int HangulBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7;
    private const int LCount = 19, VCount = 21, TCount = 28, HangulCount = LCount * VCount * TCount;

    /// <summary>Below it no character combines or decomposes canonically in a way that leaves text out of NFC.</summary>
    private const char FirstCombining = '\u0300';

    private static readonly Lazy<Tables> Data = new(Tables.Load);

    /// <summary>The text in NFC. Halves of surrogate pairs are not text: the caller has replaced them.</summary>
    internal static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstCombining - 1)) < 0) return text;
        return Text(Composed(Decomposed(text, compatibility: false)));
    }

    /// <summary>The text in NFKD: two texts that are the same in NFKC are the same in it.</summary>
    internal static string DecomposeCompatibly(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('\0', '\u007f') < 0 ? text : Text(Decomposed(text, compatibility: true));

    private static List<int> Decomposed(string text, bool compatibility)
    {
        var result = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, compatibility, result);

        // Canonical order: marks of different classes between two starters sort by their class.
        for (var from = 0; from < result.Count; from++)
        {
            var to = from;
            while (to < result.Count && Class(result[to]) > 0) to++;
            if (to - from > 1)
            {
                var sorted = result.GetRange(from, to - from).OrderBy(Class).ToList();
                for (var i = 0; i < sorted.Count; i++) result[from + i] = sorted[i];
            }

            from = to;
        }

        return result;
    }

    private static void Decompose(int point, bool compatibility, List<int> result)
    {
        if (point is >= HangulBase and < HangulBase + HangulCount)
        {
            var index = point - HangulBase;
            result.Add(LBase + (index / (VCount * TCount)));
            result.Add(VBase + (index % (VCount * TCount) / TCount));
            if (index % TCount > 0) result.Add(TBase + (index % TCount));
        }
        else if (Data.Value.Canonical.TryGetValue(point, out var parts)
                 || (compatibility && Data.Value.Compatibility.TryGetValue(point, out parts)))
        {
            foreach (var part in parts) Decompose(part, compatibility, result);
        }
        else
        {
            result.Add(point);
        }
    }

    /// <summary>Each mark joins the last starter before it, unless one of its class or a higher one stands between (UAX 15, D117).</summary>
    private static List<int> Composed(List<int> points)
    {
        var result = new List<int>(points.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var point in points)
        {
            var own = Class(point);
            if (starter >= 0 && (lastClass < own || (lastClass == 0 && starter == result.Count - 1))
                && Pair(result[starter], point) is { } joined)
            {
                result[starter] = joined;
                continue;
            }

            if (own == 0) starter = result.Count;
            lastClass = own;
            result.Add(point);
        }

        return result;
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
            return HangulBase + ((((first - LBase) * VCount) + second - VBase) * TCount);
        if (first is >= HangulBase and < HangulBase + HangulCount && (first - HangulBase) % TCount == 0
            && second is > TBase and < TBase + TCount)
            return first + second - TBase;
        return Data.Value.Pairs.TryGetValue((first, second), out var joined) ? joined : null;
    }

    private static int Class(int point) => point < FirstCombining ? 0 : Data.Value.Classes.GetValueOrDefault(point);

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points) text.Append(new Rune(point).ToString());
        return text.ToString();
    }

    /// <summary>What <c>UnicodeForms.txt</c> holds.</summary>
    private sealed class Tables
    {
        public Dictionary<int, int[]> Canonical { get; } = [];

        public Dictionary<int, int[]> Compatibility { get; } = [];

        public Dictionary<(int First, int Second), int> Pairs { get; } = [];

        public Dictionary<int, byte> Classes { get; } = [];

        public static Tables Load()
        {
            var tables = new Tables();
            const string name = "UnicodeForms.txt";
            using var reader = new StreamReader(typeof(UnicodeForms).Assembly.GetManifestResourceStream(name)!);
            var section = "";
            while (reader.ReadLine() is { } line)
            {
                if (line[0] == '[') section = line;
                else if (line[0] != '#') foreach (var entry in line.Split(';')) tables.Add(section, entry);
            }

            return tables;
        }

        private void Add(string section, string entry)
        {
            var sign = entry.AsSpan().IndexOfAny('=', '>');
            if (section == "[classes]")
            {
                var range = entry[..sign].Split('-');
                var kind = byte.Parse(entry.AsSpan(sign + 1), CultureInfo.InvariantCulture);
                for (var i = Hex(range[0]); i <= Hex(range[^1]); i++) Classes[i] = kind;
                return;
            }

            var point = Hex(entry[..sign]);
            int[] parts = [.. entry[(sign + 1)..].Split(' ').Select(Hex)];
            (section == "[canonical]" ? Canonical : Compatibility)[point] = parts;
            if (section == "[canonical]" && entry[sign] == '=') Pairs[(parts[0], parts[1])] = point;
        }

        private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
