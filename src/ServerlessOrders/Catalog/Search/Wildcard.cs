namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// A text with <c>*</c> (any characters) and <c>?</c> (one character) in it. Matching reads each character of a text once and takes
/// one step for each 64 characters of the pattern, whatever the two hold.
/// </summary>
/// <remarks>
/// The pattern is an automaton whose states are bits: bit i is set while the first i characters of the pattern match what was
/// read. A star before character i keeps bit i set (Baeza-Yates and Gonnet, A new approach to text searching, 1992).
/// </remarks>
internal sealed class Wildcard
{
    private const int MaxLength = 1024;
    private const int Ascii = 128;

    // Row 0 of the masks is that of characters which the pattern does not name: only ? takes them.
    private readonly ulong[] _masks;
    private readonly ulong[] _stays;
    private readonly byte[] _asciiRows = new byte[Ascii];
    private readonly Dictionary<char, int> _otherRows = [];
    private readonly int _length;

    // The longest part without a wildcard: a text without it, as nearly all are, needs no further look.
    private readonly string _part;

    private Wildcard(IReadOnlyList<char?> characters, HashSet<int> stars)
    {
        _length = characters.Count;
        _part = LongestPart(characters, stars);
        Words = (_length / 64) + 1;
        _stays = new ulong[Words];
        foreach (var star in stars) _stays[star / 64] |= 1UL << star;

        // In the order of their codes: the rows of ASCII are the first, and fit a byte.
        var named = characters.OfType<char>().Distinct().Order().ToList();
        var anyone = new ulong[Words];
        for (var i = 0; i < _length; i++)
            if (characters[i] is null) anyone[i / 64] |= 1UL << i;
        _masks = [.. Enumerable.Repeat(anyone, named.Count + 1).SelectMany(mask => mask)];
        foreach (var (index, c) in named.Index())
        {
            if (c < Ascii) _asciiRows[c] = (byte)(index + 1);
            else _otherRows[c] = index + 1;
        }

        for (var i = 0; i < _length; i++)
            if (characters[i] is { } c) _masks[(Row(c) * Words) + (i / 64)] |= 1UL << i;
    }

    /// <summary>Steps for each character of a text: one for each 64 characters of the pattern.</summary>
    public int Words { get; }

    /// <summary>True for a pattern of stars alone.</summary>
    public bool IsEverything => _length == 0;

    /// <summary>Reads a term as the user wrote it; null if it has no wildcard that is not escaped.</summary>
    /// <exception cref="QuerySyntaxException">It is too long.</exception>
    public static Wildcard? Parse(string raw, int offset)
    {
        if (!raw.AsSpan().ContainsAny('*', '?')) return null;
        var characters = new List<char?>();
        var stars = new HashSet<int>();
        var found = false;
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            found |= c is '*' or '?';
            if (c == '\\' && i + 1 < raw.Length) characters.Add(raw[++i]);
            else if (c == '*') stars.Add(characters.Count);
            else characters.Add(c == '?' ? null : c);
        }

        if (!found) return null;
        return characters.Count + stars.Count <= MaxLength
            ? new Wildcard(characters, stars)
            : throw QuerySyntaxException.At(offset, $"a text with wildcards can have {MaxLength} characters at most.");
    }

    /// <summary>True if a text has the longest part of the pattern, so that it may match.</summary>
    public bool NeedsALook(string text) => text.Contains(_part, StringComparison.Ordinal);

    /// <summary>Tells whether the whole text matches; case counts.</summary>
    public bool Matches(string text)
    {
        if (!NeedsALook(text)) return false;
        if (Words == 1) return MatchesShort(text);
        Span<ulong> states = stackalloc ulong[Words];
        states.Clear();
        states[0] = 1;
        foreach (var c in text)
        {
            var masks = _masks.AsSpan(Row(c) * Words, Words);
            ulong carry = 0, alive = 0;
            for (var w = 0; w < states.Length; w++)
            {
                var moved = states[w] & masks[w];
                states[w] = (moved << 1) | carry | (states[w] & _stays[w]);
                carry = moved >> 63;
                alive |= states[w];
            }

            if (alive == 0) return false;
        }

        return (states[_length / 64] >> _length & 1) == 1;
    }

    private static string LongestPart(IReadOnlyList<char?> characters, HashSet<int> stars)
    {
        int start = 0, best = 0, bestStart = 0;
        for (var i = 0; i < characters.Count; i++)
        {
            if (stars.Contains(i)) start = i;
            if (characters[i] is null) start = i + 1;
            if (i + 1 - start > best) (best, bestStart) = (i + 1 - start, start);
        }

        return string.Concat(characters.Skip(bestStart).Take(best).Select(c => c!.Value));
    }

    // The same for a pattern of up to 63 characters, as nearly all are.
    private bool MatchesShort(string text)
    {
        ulong state = 1;
        foreach (var c in text)
        {
            state = ((state & _masks[Row(c)]) << 1) | (state & _stays[0]);
            if (state == 0) return false;
        }

        return (state >> _length & 1) == 1;
    }

    private int Row(char c) => c < Ascii ? _asciiRows[c] : _otherRows.GetValueOrDefault(c);
}
