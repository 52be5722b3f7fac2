using System.Globalization;
using System.Text;
using System.Xml;

namespace ServerlessOrders.Downloads.Metalinks;

/// <summary>What both metalink writers share.</summary>
internal static class MetalinkXml
{
    /// <summary>Writes a document in UTF-8 without a byte order mark, with asynchronous writes only; leaves the stream open.</summary>
    public static async Task WriteAsync(Stream output, Func<XmlWriter, Task> content)
    {
        // Not disposed if the content fails: closing would complete the document, and a short list would pass for a whole one.
        var xml = XmlWriter.Create(
            output, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(false), Indent = true });
        await xml.WriteStartDocumentAsync();
        await content(xml);
        await xml.WriteEndDocumentAsync();
        await xml.DisposeAsync();
    }

    /// <summary>Begins the element of a file: its name, and its size if known.</summary>
    public static async Task BeginFileAsync(XmlWriter xml, string xmlns, MetalinkFile file)
    {
        await xml.WriteStartElementAsync(null, "file", xmlns);
        await xml.WriteAttributeStringAsync(null, "name", null, Clean(file.Name));
        await WriteTextAsync(xml, xmlns, "identity", file.Name);
        if (file.Size is { } size) await WriteTextAsync(xml, xmlns, "size", size.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Writes the hashes of a file whose algorithms are known.</summary>
    /// <param name="xml">Where to.</param>
    /// <param name="xmlns">The namespace of the document.</param>
    /// <param name="file">The file.</param>
    /// <param name="typeOf">What the document calls an algorithm.</param>
    public static async Task WriteHashesAsync(XmlWriter xml, string xmlns, MetalinkFile file, Func<DigestAlgorithm, string> typeOf)
    {
        foreach (var hash in file.Hashes)
        {
            if (hash.Known is not { } algorithm) continue;
            await xml.WriteStartElementAsync(null, "hash", xmlns);
            await xml.WriteAttributeStringAsync(null, "type", null, typeOf(algorithm));
            await xml.WriteStringAsync(hash.Value.ToLowerInvariant());
            await xml.WriteEndElementAsync();
        }
    }

    /// <summary>Writes an element that holds a text.</summary>
    public static Task WriteTextAsync(XmlWriter xml, string xmlns, string name, string text) =>
        xml.WriteElementStringAsync(null, name, xmlns, Clean(text));

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
