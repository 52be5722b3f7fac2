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

/// <summary>A hash algorithm under the names of the two metalink versions.</summary>
/// <param name="Metalink3">As in the schema of metalink 3.0.</param>
/// <param name="Iana">As in IANA's Hash Function Textual Names, which RFC 5854 takes.</param>
internal sealed record HashName(string Metalink3, string Iana)
{
    /// <summary>The names for a hash; null where the algorithm is none of them or the value not its hexadecimal form.</summary>
    public static HashName? Of(MetalinkHash hash)
    {
        var (name, bytes) = hash.Algorithm.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "MD5" => (new HashName("md5", "md5"), 16),
            "SHA1" => (new HashName("sha1", "sha-1"), 20),
            "SHA256" => (new HashName("sha256", "sha-256"), 32),
            "SHA384" => (new HashName("sha384", "sha-384"), 48),
            "SHA512" => (new HashName("sha512", "sha-512"), 64),
            _ => (null, 0),
        };
        return hash.Value.Length == bytes * 2 && hash.Value.All(char.IsAsciiHexDigit) ? name : null;
    }
}
