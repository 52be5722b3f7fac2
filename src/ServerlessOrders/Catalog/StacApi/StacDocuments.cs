using System.Text.Json;
using ServerlessOrders.Catalog.Index;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Http;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Writes the documents around the items: the landing page, conformance, collections, lists of items.</summary>
/// <param name="links">Builds addresses.</param>
internal sealed class StacDocuments(Links links)
{
    /// <summary>The member of a collection that says what it holds: of no extension of STAC, since none has it.</summary>
    public const string HoldingsMember = "archive:holdings";

    /// <summary>The conformance classes. Each of their requirements has a test.</summary>
    public static IReadOnlyList<string> Conformance { get; } =
    [
        "https://api.stacspec.org/v1.0.0/core",
        "https://api.stacspec.org/v1.0.0/collections",
        "https://api.stacspec.org/v1.0.0/ogcapi-features",
        "https://api.stacspec.org/v1.0.0/ogcapi-features#sort",
        "https://api.stacspec.org/v1.0.0/ogcapi-features#fields",
        "https://api.stacspec.org/v1.0.0/item-search",
        "https://api.stacspec.org/v1.0.0/item-search#sort",
        "https://api.stacspec.org/v1.0.0/item-search#fields",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    ];

    /// <summary>The landing page.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="others">The STAC APIs whose collections can be ordered from too: to be searched at their own addresses.</param>
    public void WriteLanding(Utf8JsonWriter writer, IEnumerable<RemoteCatalogOptions> others)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Catalog");
        writer.WriteString("stac_version", StacMedia.Version);
        writer.WriteString("id", "serverless-orders");
        writer.WriteString("title", "The archive's catalog");
        writer.WriteString("description", "What can be ordered. Items that are orderable have a link rel=order: send its body there by POST.");
        WriteConformance(writer);
        writer.WriteStartArray("links");
        writer.WriteLink("self", links.Href(ApiRoutes.Stac), StacMedia.Json);
        writer.WriteLink("root", links.Href(ApiRoutes.Stac), StacMedia.Json);
        writer.WriteLink("conformance", links.Href(ApiRoutes.StacConformance), StacMedia.Json);
        writer.WriteLink("data", links.Href(ApiRoutes.StacCollections), StacMedia.Json, "The collections");
        WriteSearchLink(writer, "GET");
        WriteSearchLink(writer, "POST");
        foreach (var other in others)
            writer.WriteLink("related", other.Address, StacMedia.Json, $"A STAC API whose collections can be ordered here too: {string.Join(", ", other.Collections)}");
        writer.WriteLink("service-desc", links.Href(ApiRoutes.OpenApi), "application/vnd.oai.openapi+json;version=3.1");
        writer.WriteLink("service-doc", links.Href(ApiRoutes.Docs), "text/html");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The conformance classes as a document.</summary>
    public static void WriteConformanceDocument(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteConformance(writer);
        writer.WriteEndObject();
    }

    /// <summary>A collection: as it was imported, our links before its own; what STAC wants and it has not is filled in.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="kept">What is kept of its items as a whole; null if nobody looked. Its extent stays that of the list (OGC API - Features, sfc-md-success).</param>
    public void WriteCollection(Utf8JsonWriter writer, CatalogCollection collection, IndexSummary? kept = null)
    {
        var document = collection.Stac?.Json;
        var self = links.Href(ApiRoutes.StacCollection, collection.Id);
        writer.WriteStartObject();
        if (document is { } found)
        {
            foreach (var member in found.EnumerateObject().Where(member => !member.NameEquals("links"))) writer.Write(member);
        }
        else
        {
            writer.WriteString("type", "Collection");
            writer.WriteString("stac_version", StacMedia.Version);
            writer.WriteString("id", collection.Id);
            writer.WriteString("title", collection.Title);
        }

        if (Lacks(document, "description")) writer.WriteString("description", collection.Title);
        if (Lacks(document, "license")) writer.WriteString("license", "other");
        if (Lacks(document, "extent"))
        {
            writer.WritePropertyName("extent");
            writer.WriteRawValue("""{"spatial": {"bbox": [[-180, -90, 180, 90]]}, "temporal": {"interval": [[null, null]]}}""");
        }

        if (kept is not null && Lacks(document, HoldingsMember)) WriteHoldings(writer, kept);

        writer.WriteStartArray("links");
        writer.WriteLink("self", self, StacMedia.Json);
        writer.WriteLink("root", links.Href(ApiRoutes.Stac), StacMedia.Json);
        writer.WriteLink("parent", links.Href(ApiRoutes.Stac), StacMedia.Json);
        writer.WriteLink("items", links.Href(ApiRoutes.StacItems, collection.Id), StacMedia.GeoJson);
        writer.WriteOwnLinks(document);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteHoldings(Utf8JsonWriter writer, IndexSummary kept)
    {
        writer.WriteStartObject(HoldingsMember);
        writer.WriteNumber("items", kept.Items);
        if (kept is { Start: { } start, End: { } end })
        {
            writer.WriteStartArray("interval");
            foreach (var instant in new[] { start, end }) writer.WriteStringValue(Instants.Format(instant));
            writer.WriteEndArray();
        }

        // The box of items on both sides of the antimeridian would be all longitudes.
        if (kept.Place is { West: >= -180, East: <= 180 } box)
        {
            writer.WriteStartArray("bbox");
            foreach (var degrees in new[] { box.West, box.South, box.East, box.North }) writer.WriteNumberValue(degrees);
            writer.WriteEndArray();
        }

        if (kept.Held is { } held)
        {
            writer.WriteNumber("files", held.Files);
            writer.WriteNumber("bytes", held.Bytes);
            writer.WriteNumber("unsized", held.Unsized);
            writer.WriteStartObject("archived");
            writer.WriteNumber("files", held.ArchivedFiles);
            writer.WriteNumber("bytes", held.ArchivedBytes);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static bool Lacks(JsonElement? document, string member) => document is not { } found || !found.TryGetProperty(member, out _);

    private static void WriteConformance(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("conformsTo");
        foreach (var uri in Conformance) writer.WriteStringValue(uri);
        writer.WriteEndArray();
    }

    private void WriteSearchLink(Utf8JsonWriter writer, string method)
    {
        writer.WriteStartObject();
        writer.WriteString("rel", "search");
        writer.WriteString("href", links.Href(ApiRoutes.StacSearch));
        writer.WriteString("type", StacMedia.GeoJson);
        writer.WriteString("method", method);
        writer.WriteEndObject();
    }
}
