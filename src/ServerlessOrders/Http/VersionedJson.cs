using System.IO.Hashing;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>
/// JSON that carries its version in <c>ETag</c> and answers <c>If-None-Match</c> with 304 (RFC 9110 section 13.1.2), for GET and HEAD.
/// The version is made of the content, so any instance tells the same.
/// </summary>
internal static class VersionedJson
{
    /// <summary>A value under the version of its own bytes.</summary>
    public static IResult Of<T>(ApiCall call, T value, int status = StatusCodes.Status200OK)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options);
        return Of(call, json, $"\"{Hash(json)}\"", status);
    }

    /// <summary>A value under a version that was made of a part of it.</summary>
    public static IResult Of<T>(ApiCall call, T value, string etag) =>
        Of(call, JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options), etag, StatusCodes.Status200OK);

    /// <summary>
    /// A weak version, made of a part of a value: what differs otherwise, such as an estimate that moves with the clock, makes no new one.
    /// </summary>
    public static string WeakETag<T>(T part) => $"W/\"{Hash(JsonSerializer.SerializeToUtf8Bytes(part, ApiJson.Options))}\"";

    /// <summary>True if <c>If-None-Match</c> names the version.</summary>
    public static bool IsKnown(HttpRequest request, string etag)
    {
        if (request.Headers.IfNoneMatch.Count == 0) return false;
        var version = EntityTagHeaderValue.Parse(etag);
        return request.GetTypedHeaders().IfNoneMatch
            .Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(version, useStrongComparison: false));
    }

    private static IResult Of(ApiCall call, byte[] json, string etag, int status)
    {
        var request = call.Http.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            call.Http.Response.Headers.ETag = etag;
            if (IsKnown(request, etag)) return ApiResults.Empty(StatusCodes.Status304NotModified);
        }

        return TypedResults.Text(json, "application/json", status);
    }

    private static string Hash(byte[] json) => Convert.ToHexStringLower(XxHash128.Hash(json));
}
