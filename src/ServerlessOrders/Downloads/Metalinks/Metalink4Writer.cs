using System.Xml;

namespace ServerlessOrders.Downloads.Metalinks;

/// <summary>
/// Writes a metalink 4 (RFC 5854), file by file as they come. Its grammar has no media type of a file and asks for one file
/// at least.
/// </summary>
public static class Metalink4Writer
{
    /// <summary>The media type of such a document (RFC 5854 section 8.2).</summary>
    public const string MediaType = "application/metalink4+xml";

    /// <summary>The XML namespace (RFC 5854 section 1.2).</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:metalink";

    /// <summary>Writes the document and leaves the stream open; writes asynchronously only.</summary>
    public static Task WriteAsync(
        Stream output, IAsyncEnumerable<MetalinkFile> files, CancellationToken cancellationToken) =>
        MetalinkXml.WriteAsync(output, async xml =>
        {
            await xml.WriteStartElementAsync(null, "metalink", Namespace);
            await foreach (var file in files.WithCancellation(cancellationToken))
                await WriteAsync(xml, file);
            await xml.WriteEndElementAsync();
        });

    private static async Task WriteAsync(XmlWriter xml, MetalinkFile file)
    {
        await MetalinkXml.BeginFileAsync(xml, Namespace, file);
        await MetalinkXml.WriteHashesAsync(xml, Namespace, file, algorithm => algorithm.Iana);
        if (file.PreferredUrl is { } preferred)
        {
            await UrlAsync(preferred, "1");
            await UrlAsync(file.Url, "2");
        }
        else
        {
            await MetalinkXml.WriteTextAsync(xml, Namespace, "url", file.Url);
        }

        await xml.WriteEndElementAsync();

        // RFC 5854 section 4.1.2.2: a lower number is preferred.
        async Task UrlAsync(string url, string priority)
        {
            await xml.WriteStartElementAsync(null, "url", Namespace);
            await xml.WriteAttributeStringAsync(null, "priority", null, priority);
            await xml.WriteStringAsync(MetalinkXml.Clean(url));
            await xml.WriteEndElementAsync();
        }
    }
}
