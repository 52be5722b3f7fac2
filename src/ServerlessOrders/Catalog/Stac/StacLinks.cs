using System.Text.Json;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>A link of a STAC object.</summary>
/// <param name="Rel">What it leads to, such as <c>item</c>.</param>
/// <param name="Href">The address, absolute or relative.</param>
internal readonly record struct StacLink(string Rel, string Href)
{
    /// <summary>The links of an object; what is no link is skipped, as links are not what is ordered.</summary>
    public static IEnumerable<StacLink> Of(StacObject holder) =>
        holder.Find("links") is { ValueKind: JsonValueKind.Array } links ? links.EnumerateArray().Select(Read).OfType<StacLink>() : [];

    /// <summary>The absolute http or https address that an object gives itself, or null.</summary>
    public static Uri? Self(StacObject holder) =>
        Of(holder).Where(link => link.Rel == "self").Select(link => Absolute(link.Href)).FirstOrDefault(address => address is not null);

    /// <summary>An absolute http or https address, or null.</summary>
    public static Uri? Absolute(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : null;

    private static StacLink? Read(JsonElement link)
    {
        try
        {
            return link.ValueKind == JsonValueKind.Object
                && link.TryGetProperty("rel", out var rel) && rel.ValueKind == JsonValueKind.String
                && link.TryGetProperty("href", out var href) && href.ValueKind == JsonValueKind.String
                    ? new StacLink(rel.GetString()!, href.GetString()!.Trim())
                    : null;
        }
        catch (InvalidOperationException)
        {
            // Not valid Unicode.
            return null;
        }
    }
}
