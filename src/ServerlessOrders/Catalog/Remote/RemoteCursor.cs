using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>
/// How far the reading of a collection is, as text: the next page, or an item within a page. All state of the reading, so that it goes on
/// on another machine.
/// </summary>
internal sealed record RemoteCursor
{
    private static readonly RemoteCursorJson Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The beginning.</summary>
    public static RemoteCursor Start { get; } = new();

    /// <summary>The place of the search (<see cref="RemoteSearch.Of"/>).</summary>
    [JsonPropertyName("s")]
    public int Search { get; init; }

    /// <summary>The link to the page; null for the first of the search.</summary>
    [JsonPropertyName("l")]
    public RemoteLink? Link { get; init; }

    /// <summary>How many items were sent before this page, over all searches.</summary>
    [JsonPropertyName("n")]
    public long Seen { get; init; }

    /// <summary>How many pages of the search lie before this one.</summary>
    [JsonPropertyName("p")]
    public int Page { get; init; }

    /// <summary>What an earlier link was, to notice that links lead in a circle; null in the beginning.</summary>
    [JsonPropertyName("m")]
    public string? Mark { get; init; }

    /// <summary>The id of the item of the page after which to read on; null for the whole page.</summary>
    [JsonPropertyName("i")]
    public string? After { get; init; }

    /// <summary>The place of that item in the page, in case it is not there any more.</summary>
    [JsonPropertyName("x")]
    public int Index { get; init; }

    /// <summary>The beginning of its page.</summary>
    public RemoteCursor WholePage() => this with { After = null, Index = 0 };

    /// <summary>Reads a cursor.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static RemoteCursor Parse(string text) =>
        JsonSerializer.Deserialize(text, Json.RemoteCursor) ?? throw new JsonException("The cursor is null.");

    /// <summary>The beginning of the next page, or null if its link leads back to a page that was read already.</summary>
    /// <param name="next">The link.</param>
    /// <param name="seen">How many items were sent, this page's included.</param>
    /// <remarks>
    /// Of all links one is remembered, that of the last page whose number is a power of two: a circle is noticed once it is shorter than
    /// that number (R. P. Brent, An improved Monte Carlo factorization algorithm, 1980).
    /// </remarks>
    public RemoteCursor? Next(RemoteLink next, long seen)
    {
        var mark = Fingerprint(next);
        if (mark == Mark || (Link is not null && mark == Fingerprint(Link))) return null;
        var page = Page + 1;
        return new RemoteCursor { Search = Search, Link = next, Seen = seen, Page = page, Mark = int.IsPow2(page) ? mark : Mark };
    }

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this, Json.RemoteCursor);

    private static string Fingerprint(RemoteLink link) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(link, Json.RemoteLink))), 0, 8);
}

/// <summary>Reads and writes cursors without reflection.</summary>
[JsonSerializable(typeof(RemoteCursor))]
internal sealed partial class RemoteCursorJson : JsonSerializerContext;
