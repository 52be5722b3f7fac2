using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>Media types as headers take them.</summary>
internal static class MediaTypes
{
    /// <summary>The text if it is a media type, else that of unknown bytes: a catalog may say anything.</summary>
    internal static string ForHeader(string claimed) =>
        MediaTypeHeaderValue.TryParse(claimed, out var type) && type.ToString() is var text && text.All(char.IsAscii)
            ? text
            : "application/octet-stream";
}
