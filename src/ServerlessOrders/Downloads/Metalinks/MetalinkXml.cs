using System.Text;
using System.Xml;

namespace ServerlessOrders.Downloads.Metalinks;

/// <summary>What both metalink writers share.</summary>
internal static class MetalinkXml
{
    /// <summary>Writes a document in UTF-8 without a byte order mark, with asynchronous writes only; leaves the stream open.</summary>
    public static async Task WriteAsync(Stream output, Func<XmlWriter, Task> content)
    {
        // Not disposed where the content fails: closing would complete the document, and a short list would pass for a whole one.
        var xml = XmlWriter.Create(
            output, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(false), Indent = true });
        await xml.WriteStartDocumentAsync();
        await content(xml);
        await xml.WriteEndDocumentAsync();
        await xml.DisposeAsync();
    }

    /// <summary>The text with every character that XML 1.0 cannot hold (section 2.2) replaced by U+FFFD.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Halves of surrogate pairs arrive as U+FFFD; whole pairs always can be held.
            if (rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value))
                clean.Append('\uFFFD');
            else
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }
}
