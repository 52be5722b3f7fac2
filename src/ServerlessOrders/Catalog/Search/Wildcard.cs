using System.Text;

namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// A text with <c>*</c> (any characters) and <c>?</c> (one character) in it. Matching goes back to the last star only, so it
/// takes at most pattern length x text length steps, whatever the pattern.
/// </summary>
internal sealed class Wildcard
{
    private const int MaxLength = 1024;
    private const char Any = '\uFFFE';
    private const char One = '\uFFFF';

    private readonly string _pattern;

    private Wildcard(string pattern) => _pattern = pattern;

    /// <summary>True for a pattern of stars alone.</summary>
    public bool IsEverything => _pattern.All(c => c == Any);

    /// <summary>Reads a term as the user wrote it; null where it has no wildcard that is not escaped.</summary>
    /// <exception cref="QuerySyntaxException">It is too long.</exception>
    public static Wildcard? Parse(string raw, int offset)
    {
        var pattern = new StringBuilder(raw.Length);
        var found = false;
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (c == '\\' && i + 1 < raw.Length) pattern.Append(raw[++i]);
            else if (c is '*' or '?')
            {
                found = true;
                if (c == '?') pattern.Append(One);
                else if (pattern.Length == 0 || pattern[^1] != Any) pattern.Append(Any);
            }
            else pattern.Append(c);
        }

        if (!found) return null;
        return pattern.Length <= MaxLength
            ? new Wildcard(pattern.ToString())
            : throw QuerySyntaxException.At(offset, $"a text with wildcards can have {MaxLength} characters at most.");
    }

    /// <summary>Tells whether the whole text matches; case counts.</summary>
    public bool Matches(string text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < _pattern.Length && _pattern[p] == Any)
            {
                star = p++;
                resume = t;
            }
            else if (p < _pattern.Length && (_pattern[p] == One || _pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else return false;
        }

        while (p < _pattern.Length && _pattern[p] == Any) p++;
        return p == _pattern.Length;
    }
}
