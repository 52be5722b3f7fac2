using System.Xml;

namespace ServerlessOrders.Downloads.Metalinks;

/// <summary>
/// Writes a metalink 3.0 (http://www.metalinker.org/), file by file as they come. Valid against its schema, which asks for
/// one file at least. As download managers need it: each url carries its type, since aria2 fetches nothing without one, and
/// no text is padded, since aria2 does not trim it.
/// </summary>
public static class MetalinkWriter
{
    /// <summary>The media type of such a document.</summary>
    public const string MediaType = "application/metalink+xml";

    /// <summary>The XML namespace.</summary>
    public const string Namespace = "http://www.metalinker.org/";

    /// <summary>Writes the document and leaves the stream open; writes asynchronously only.</summary>
    public static Task WriteAsync(
        Stream output, IAsyncEnumerable<MetalinkFile> files, CancellationToken cancellationToken) =>
        MetalinkXml.WriteAsync(output, async xml =>
        {
            await xml.WriteStartElementAsync(null, "metalink", Namespace);
            await xml.WriteAttributeStringAsync(null, "version", null, "3.0");
            await xml.WriteStartElementAsync(null, "files", Namespace);
            await foreach (var file in files.WithCancellation(cancellationToken))
                await WriteAsync(xml, file);
            await xml.WriteEndElementAsync();
            await xml.WriteEndElementAsync();
        });

    private static async Task WriteAsync(XmlWriter xml, MetalinkFile file)
    {
        await MetalinkXml.BeginFileAsync(xml, Namespace, file);
        if (file.MimeType is { } mimeType)
            await MetalinkXml.WriteTextAsync(xml, Namespace, "mimetype", mimeType);

        await xml.WriteStartElementAsync(null, "verification", Namespace);
        await MetalinkXml.WriteHashesAsync(xml, Namespace, file, algorithm => algorithm.Metalink3);
        await xml.WriteEndElementAsync();
        await xml.WriteStartElementAsync(null, "resources", Namespace);
        await xml.WriteStartElementAsync(null, "url", Namespace);
        var secure = file.Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        await xml.WriteAttributeStringAsync(null, "type", null, secure ? "https" : "http");
        await xml.WriteStringAsync(MetalinkXml.Clean(file.Url));
        await xml.WriteEndElementAsync();
        await xml.WriteEndElementAsync();
        await xml.WriteEndElementAsync();
    }
}
