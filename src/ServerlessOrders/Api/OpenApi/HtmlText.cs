using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>HTML in the making; whatever is put in as text is encoded.</summary>
internal sealed partial class HtmlText
{
    private readonly StringBuilder _html = new();

    /// <summary>Adds markup as it is.</summary>
    public HtmlText Raw(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds text.</summary>
    public HtmlText Text(string text) => Raw(Encode(text));

    /// <summary>Adds an element that holds text, in which <c>`these marks`</c> make code.</summary>
    public HtmlText Element(string name, string text) => Raw($"<{name}>{Prose(text)}</{name}>");

    /// <summary>Adds a table; cells are markup.</summary>
    public HtmlText Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw("<table><thead><tr>").Raw(string.Concat(head.Select(cell => $"<th>{Encode(cell)}</th>"))).Raw("</tr></thead><tbody>\n");
        foreach (var row in rows) Raw("<tr>").Raw(string.Concat(row.Select(cell => $"<td>{cell}</td>"))).Raw("</tr>\n");
        return Raw("</tbody></table>\n");
    }

    /// <summary>Text as markup.</summary>
    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>Text as markup, with <c>`these marks`</c> as code.</summary>
    public static string Prose(string text) => CodeMarks().Replace(Encode(text), "<code>$1</code>");

    public static string Code(string text) => $"<code>{Encode(text)}</code>";

    /// <inheritdoc/>
    public override string ToString() => _html.ToString();

    // What the encoder makes of a grave accent.
    [GeneratedRegex("&#x60;(.+?)&#x60;")]
    private static partial Regex CodeMarks();
}
