using System.Globalization;
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
        await xml.WriteStartElementAsync(null, "file", Namespace);
        await xml.WriteAttributeStringAsync(null, "name", null, MetalinkXml.Clean(file.Name));
        await TextAsync("identity", file.Name);
        if (file.Size is { } size)
            await TextAsync("size", size.ToString(CultureInfo.InvariantCulture));
        foreach (var hash in file.Hashes)
        {
            if (hash.Known is not { } name)
                continue;
            await xml.WriteStartElementAsync(null, "hash", Namespace);
            await xml.WriteAttributeStringAsync(null, "type", null, name.Iana);
            await xml.WriteStringAsync(hash.Value.ToLowerInvariant());
            await xml.WriteEndElementAsync();
        }

        await TextAsync("url", file.Url);
        await xml.WriteEndElementAsync();

        Task TextAsync(string name, string text) =>
            xml.WriteElementStringAsync(null, name, Namespace, MetalinkXml.Clean(text));
    }
}
