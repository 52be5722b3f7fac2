using System.Text;

namespace ServerlessOrders.Http;

/// <summary>The header that offers a response as a file (RFC 6266).</summary>
internal static class ContentDisposition
{
    /// <summary>
    /// <c>attachment;filename=NAME</c>: the plain name if it is an RFC 9110 token, quoted if it is ASCII; else an ASCII
    /// stand-in and the name itself in <c>filename*</c> (RFC 8187). Control characters and path separators become <c>_</c>.
    /// </summary>
    public static string Attachment(string fileName)
    {
        var name = string.Concat(fileName.EnumerateRunes().Select(rune =>
            Rune.IsControl(rune) || rune.Value is '/' or '\\' ? "_" : rune.ToString()));
        if (name.Length > 0 && name.All(IsToken)) return $"attachment;filename={name}";

        var ascii = string.Concat(name.Select(c => char.IsAscii(c) && c is not ('"' or '%') ? c : '_'));
        return ascii == name
            ? $"attachment;filename=\"{name}\""
            : $"attachment;filename=\"{ascii}\";filename*=UTF-8''{Uri.EscapeDataString(name)}";
    }

    private static bool IsToken(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '!' or '#' or '$' or '&' or '+' or '-' or '.' or '^' or '_' or '`' or '|' or '~';
}
