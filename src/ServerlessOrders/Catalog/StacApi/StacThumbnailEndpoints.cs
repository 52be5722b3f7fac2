using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>
/// The small picture of a product, for pages that show it before it is ordered: its first THUMBNAIL, else its first preview, that lies in
/// our storage, can be read now, and is a picture of no more than <see cref="MaxBytes"/>.
/// </summary>
internal static class StacThumbnailEndpoints
{
    /// <summary>The most bytes of a picture.</summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>Pictures that every browser shows and that hold no script.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } = ["image/png", "image/jpeg", "image/webp", "image/gif"];

    /// <summary>GET /stac/collections/{collectionId}/items/{itemId}/thumbnail; 404 says why no picture can be shown.</summary>
    internal static Task<IResult> GetAsync(ApiCall call) => StacEndpoints.OfItemAsync(call, item => SendAsync(call, item));

    private static async Task<IResult> SendAsync(ApiCall call, CatalogItem item)
    {
        if (Choose(item) is not { } asset) return None($"The item '{item.Id}' has no thumbnail in our storage: a PNG, JPEG, WebP or GIF.");
        var read = await call.Service<IArchive>().OpenReadAsync(BlobLocation.Parse(asset.Href), null, 0, null, call.Aborted);
        switch (read)
        {
            case { Status: ArchiveReadStatus.Opened, Content: { } content, Blob: { Length: <= MaxBytes } blob }:
                return Send(call, asset, content, blob.ETag);
            case { Content: { } tooLarge }:
                await tooLarge.DisposeAsync();
                return None($"The thumbnail of the item '{item.Id}' is larger than {MaxBytes} bytes.");
            case { Status: ArchiveReadStatus.NotOnline }:
                return None($"The thumbnail of the item '{item.Id}' lies in the Archive tier.");
            default:
                return None($"The thumbnail of the item '{item.Id}' is gone from our storage.");
        }
    }

    private static CatalogAsset? Choose(CatalogItem item) => item.Assets
        .Where(asset => !asset.External && asset.Size is null or <= MaxBytes && MediaTypes.Contains(MediaTypeOf(asset)))
        .Where(asset => asset.DataType is DataType.THUMBNAIL || asset.DataType.IsQuicklook())
        .MinBy(asset => asset.DataType is DataType.THUMBNAIL ? 0 : 1);

    private static string MediaTypeOf(CatalogAsset asset) => asset.MimeType.Split(';')[0].Trim().ToLowerInvariant();

    // A picture seldom changes: a browser that has it asks again after an hour at the earliest, unless somebody else has signed in there,
    // who may be of another tenant, where the same address means another picture or none.
    private static FileStreamHttpResult Send(ApiCall call, CatalogAsset asset, Stream content, string etag)
    {
        var headers = call.Http.Response.Headers;
        headers.Remove(HeaderNames.Pragma);
        headers.Remove(HeaderNames.Expires);
        headers[HeaderNames.CacheControl] = "private, max-age=3600";
        headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        return TypedResults.Stream(content, MediaTypeOf(asset), entityTag: new EntityTagHeaderValue(etag));
    }

    private static StacError None(string why) => StacError.NotFound(why);
}
