using System.IO.Hashing;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api.Pages;

/// <summary>A file of the pages, in each coding that the build made of it.</summary>
/// <param name="MediaType">Its media type, with the charset of a text.</param>
/// <param name="Variants">Its bytes by content coding; <see cref="ContentCodings.Identity"/> is always among them.</param>
internal sealed record PageFile(string MediaType, IReadOnlyDictionary<string, PageVariant> Variants)
{
    /// <summary>The codings, the smallest first.</summary>
    public IReadOnlyList<string> Codings { get; } =
        [.. Variants.OrderBy(variant => variant.Value.Bytes.Length).Select(variant => variant.Key)];
}

/// <summary>The bytes of one coding, with the version that is theirs alone (RFC 9110 section 8.8.3.3).</summary>
/// <param name="Bytes">The bytes as they go over the wire.</param>
internal sealed record PageVariant(byte[] Bytes)
{
    /// <summary>Made of the bytes, so any instance tells the same.</summary>
    public EntityTagHeaderValue ETag { get; } = new($"\"{Convert.ToHexStringLower(XxHash128.Hash(Bytes))}\"");
}
