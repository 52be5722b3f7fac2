using System.Text;

namespace ServerlessOrders.Orders.Lists;

/// <summary>Texts that no spreadsheet takes for a formula (contract, section 8).</summary>
internal static class CsvText
{
    // Written out and not found by normalisation (NFKC), which does nothing on a machine without ICU. In this order: plain, full-width,
    // small, superscript and subscript forms, and the minus sign.
    private static readonly HashSet<int> Signs =
    [
        '=', '+', '-', '@', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20, 0xFE66, 0xFE62, 0xFE63, 0xFE6B,
        0x207C, 0x207A, 0x207B, 0x208C, 0x208A, 0x208B, 0x2212,
    ];

    /// <summary>
    /// Puts an apostrophe before each <c>=</c>, <c>+</c>, <c>-</c> and <c>@</c> with which a cell could begin: at the start, and behind
    /// whatever a spreadsheet may take for a separator or a quote, because it need not read the separator that was written. Their
    /// full-width and small forms count too, which some spreadsheets read as the plain ones.
    /// </summary>
    public static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length + 4);
        var canBegin = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (canBegin && BeginsFormula(rune)) safe.Append('\'');
            safe.Append(rune.ToString());
            canBegin = !Rune.IsLetterOrDigit(rune) && rune.Value is not ('.' or '_' or '@' or '-' or '+' or '=');
        }

        return safe.ToString();
    }

    private static bool BeginsFormula(Rune rune) => Signs.Contains(rune.Value);
}
