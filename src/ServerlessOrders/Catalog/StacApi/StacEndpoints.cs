using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Http;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>The catalog as a STAC API 1.0.0 (contract, section 10). Errors are <c>{code, description}</c>, as STAC API has them.</summary>
internal static class StacEndpoints
{
    private const string ItemId = "itemId";
    private const string Thumbnail = "/thumbnail";

    /// <summary>GET /stac.</summary>
    internal static Task<IResult> LandingAsync(ApiCall call)
    {
        var others = call.Service<RemoteCatalogs>().Shown(call.Caller.Tenant);
        return Document(call, StacMedia.Json, writer => new StacDocuments(call.Links).WriteLanding(writer, others));
    }

    /// <summary>GET /stac/conformance.</summary>
    internal static Task<IResult> ConformanceAsync(ApiCall call) => Document(call, StacMedia.Json, StacDocuments.WriteConformanceDocument);

    /// <summary>GET /stac/collections.</summary>
    internal static Task<IResult> CollectionsAsync(ApiCall call) => Task.FromResult(ApiResults.Stream(call.Http.Request, StacMedia.Json, async stream =>
    {
        var documents = new StacDocuments(call.Links);
        await using var writer = new Utf8JsonWriter(stream, RawJson.Options);
        writer.WriteStartObject();
        writer.WriteStartArray("collections");
        await foreach (var collection in call.Service<CatalogStore>().ListCollectionsAsync(call.Caller.Tenant, call.Aborted))
        {
            documents.WriteCollection(writer, collection);
            await writer.FlushAsync(call.Aborted);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("links");
        writer.WriteLink("self", call.Links.Href(ApiRoutes.StacCollections), StacMedia.Json);
        writer.WriteLink("root", call.Links.Href(ApiRoutes.Stac), StacMedia.Json);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }));

    /// <summary>GET /stac/collections/{collectionId}.</summary>
    internal static async Task<IResult> CollectionAsync(ApiCall call)
    {
        if (await FindCollectionAsync(call) is not { } collection) return NoCollection(call);
        var kept = await call.Service<CatalogStore>().FindSummaryAsync(call.Caller.Tenant, collection.Id, call.Aborted);
        return await Document(call, StacMedia.Json, writer => new StacDocuments(call.Links).WriteCollection(writer, collection, kept));
    }

    /// <summary>GET /stac/collections/{collectionId}/items.</summary>
    internal static Task<IResult> ItemsAsync(ApiCall call) => AnswerAsync(async () =>
        await FindCollectionAsync(call) is { } collection
            ? await SearchAsync(call, StacSearchBody.Read(Query(call)).In(collection.Id), post: false)
            : NoCollection(call));

    /// <summary>GET /stac/collections/{collectionId}/items/{itemId}, and the picture of an item whose id holds a slash.</summary>
    internal static async Task<IResult> ItemAsync(ApiCall call)
    {
        var answer = await OfItemAsync(call, item =>
        {
            var items = new StacItemWriter(call.Links, call.Service<StorageSchemes>(), null);
            return Document(call, StacMedia.GeoJson, writer => items.Write(writer, item));
        });
        if (answer is not StacError || !call.RouteText(ItemId).EndsWith(Thumbnail, StringComparison.OrdinalIgnoreCase)) return answer;
        call.Http.Request.RouteValues[ItemId] = call.RouteText(ItemId)[..^Thumbnail.Length];
        return await StacThumbnailEndpoints.GetAsync(call);
    }

    /// <summary>GET /stac/search.</summary>
    internal static Task<IResult> SearchAsync(ApiCall call) => AnswerAsync(() => SearchAsync(call, StacSearchBody.Read(Query(call)), post: false));

    internal static Task<IResult> PostSearchAsync(ApiCall call) => AnswerAsync(async () =>
    {
        // JsonElement is no class, so the body comes as the members that it has.
        var body = await call.ReadJsonOrNullAsync<Dictionary<string, JsonElement>>() ?? [];
        return await SearchAsync(call, StacSearchBody.Read(body), post: true);
    });

    /// <summary>Answers of the item that the address names; 404 if there is none such.</summary>
    internal static async Task<IResult> OfItemAsync(ApiCall call, Func<CatalogItem, Task<IResult>> answer)
    {
        if (await FindCollectionAsync(call) is not { } collection) return NoCollection(call);
        foreach (var id in Names(call, ItemId))
            if (await call.Service<StacCatalog>().FindItemAsync(call.Caller.Tenant, collection.Id, id, call.Aborted) is { } item) return await answer(item);
        return StacError.NotFound($"There is no item '{call.RouteText(ItemId)}' in the collection '{collection.Id}'.");
    }

    private static async Task<IResult> SearchAsync(ApiCall call, StacSearchRequest request, bool post)
    {
        var page = await call.Service<StacCatalog>().SearchAsync(call.Caller.Tenant, request, call.Aborted);
        var items = new StacItemWriter(call.Links, call.Service<StorageSchemes>(), request.Fields);
        return ApiResults.Stream(call.Http.Request, StacMedia.GeoJson, async stream =>
        {
            await using var writer = new Utf8JsonWriter(stream, RawJson.Options);
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            if (page.Matched is { } matched) writer.WriteNumber("numberMatched", matched);
            writer.WriteNumber("numberReturned", page.Items.Count);
            writer.WriteStartArray("features");
            foreach (var item in page.Items)
            {
                items.Write(writer, item);
                await writer.FlushAsync(call.Aborted);
            }

            writer.WriteEndArray();
            WriteLinks(writer, call, page.Next, post, request.OnlyCollection);
            writer.WriteEndObject();
        });
    }

    private static void WriteLinks(Utf8JsonWriter writer, ApiCall call, string? next, bool post, string? collection)
    {
        var address = call.Links.BaseUrl + call.Http.Request.Path.ToUriComponent();
        writer.WriteStartArray("links");
        writer.WriteLink("self", address + call.Http.Request.QueryString.ToUriComponent(), StacMedia.GeoJson);
        writer.WriteLink("root", call.Links.Href(ApiRoutes.Stac), StacMedia.Json);
        if (collection is not null) writer.WriteLink("collection", call.Links.Href(ApiRoutes.StacCollection, collection), StacMedia.Json);
        if (next is not null)
        {
            var query = new QueryBuilder(call.Http.Request.Query.Where(other => other.Key != "token"));
            if (!post) query.Add("token", next);
            writer.WriteStartObject();
            writer.WriteString("rel", "next");
            writer.WriteString("href", address + query.ToQueryString());
            writer.WriteString("type", StacMedia.GeoJson);
            writer.WriteString("method", post ? "POST" : "GET");
            if (post)
            {
                writer.WriteStartObject("body");
                writer.WriteString("token", next);
                writer.WriteEndObject();
                writer.WriteBoolean("merge", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Dictionary<string, string> Query(ApiCall call) => call.Http.Request.Query.Keys
        // Empty, it asks for the least that an item must have; other parameters are as good as not there then.
        .Select(name => (Name: name, Text: call.QueryText(name) ?? (name == "fields" ? "" : null))).Where(p => p.Text is not null)
        .ToDictionary(p => p.Name, p => p.Text!, StringComparer.Ordinal);

    private static async Task<CatalogCollection?> FindCollectionAsync(ApiCall call)
    {
        foreach (var id in Names(call, "collectionId"))
            if (await call.Service<CatalogStore>().FindCollectionAsync(call.Caller.Tenant, id, call.Aborted) is { } found && found.Id == id) return found;
        return null;
    }

    // A slash in an id may arrive as %2F, the one character that routing does not decode; one at the end means nothing in an address.
    private static IEnumerable<string> Names(ApiCall call, string name)
    {
        var text = call.RouteText(name);
        var decoded = text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return new[] { text, decoded, decoded.TrimEnd('/') }.Distinct(StringComparer.Ordinal);
    }

    private static StacError NoCollection(ApiCall call) => StacError.NotFound($"There is no collection '{call.RouteText("collectionId")}'.");

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (StacRequestException unreadable)
        {
            return StacError.BadRequest(unreadable.Message);
        }
        catch (ApiException refused)
        {
            return new StacError(refused.Error.Status, "BadRequest", string.Join(" ", refused.Error.Messages));
        }
    }

    private static Task<IResult> Document(ApiCall call, string mediaType, Action<Utf8JsonWriter> write) =>
        Task.FromResult(ApiResults.Stream(call.Http.Request, mediaType, async stream =>
        {
            await using var writer = new Utf8JsonWriter(stream, RawJson.Options);
            write(writer);
        }));
}
