using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>
/// A <c>next</c> link as far as it is not the search that it goes on with (STAC API, "Pagination"): what it changes of that search's body
/// and what it leaves out of it, so that it stays short however long the search is.
/// </summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Href">Its absolute address.</param>
/// <param name="Changed">Of a POST: the members of the body that are not as in the search.</param>
/// <param name="Without">Of a POST: the members of the search that the body has not.</param>
/// <param name="Headers">Headers that it asks for.</param>
internal sealed record RemoteLink(
    string Method,
    string Href,
    JsonObject? Changed = null,
    IReadOnlyList<string>? Without = null,
    IReadOnlyDictionary<string, string>? Headers = null)
{
    private const int MaxHeaders = 8;

    /// <summary>The request that the link stands for.</summary>
    /// <param name="search">The body of the search.</param>
    public RemoteRequest Request(JsonObject search)
    {
        if (Method == HttpMethod.Get.Method) return new RemoteRequest(HttpMethod.Get, new Uri(Href), null, Headers);
        var body = search.DeepClone().AsObject();
        foreach (var name in Without ?? []) body.Remove(name);
        foreach (var (name, value) in Changed ?? []) body[name] = value?.DeepClone();
        return new RemoteRequest(HttpMethod.Post, new Uri(Href), body, Headers);
    }

    /// <summary>Reads the link that a page has to the next one; null if it has none.</summary>
    /// <param name="links">The links of the page.</param>
    /// <param name="asked">The request that the page answers.</param>
    /// <param name="page">The address that it came from.</param>
    /// <param name="search">The body of the search.</param>
    /// <param name="settings">The catalog.</param>
    /// <exception cref="FormatException">The link leads elsewhere or is none; the message says what it does.</exception>
    public static RemoteLink? Next(JsonElement? links, RemoteRequest asked, Uri page, JsonObject search, RemoteCatalogOptions settings)
    {
        if (links is not { ValueKind: JsonValueKind.Array } all) return null;
        var nexts = all.EnumerateArray().Where(link => Text(link, "rel") == "next").ToList();
        if (nexts.Count == 0) return null;
        // Some give the way by GET and the way by POST.
        var next = nexts.FirstOrDefault(link => MethodOf(link) == asked.Method.Method, nexts[0]);
        var method = MethodOf(next);
        if (method is not ("GET" or "POST")) throw new FormatException("wants the next page to be asked for by another method than GET or POST");
        var address = Address(Text(next, "href"), page, settings.Root);
        var headers = HeadersOf(next, settings);
        if (method == "GET") return new RemoteLink(method, address.AbsoluteUri, Headers: headers);
        var body = Body(next, asked, search);
        return new RemoteLink(
            method,
            address.AbsoluteUri,
            new JsonObject(body.Where(member => !search.TryGetPropertyValue(member.Key, out var same) || !JsonNode.DeepEquals(same, member.Value))
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))),
            [.. search.Select(member => member.Key).Where(name => !body.ContainsKey(name))],
            headers);
    }

    // Without a body of its own the link asks for the same as before, at another address.
    private static JsonObject Body(JsonElement next, RemoteRequest asked, JsonObject search)
    {
        var before = (asked.Body ?? search).DeepClone().AsObject();
        if (!next.TryGetProperty("body", out var own) || own.ValueKind == JsonValueKind.Null) return before;
        if (own.ValueKind != JsonValueKind.Object) throw new FormatException("gives the next page a body that is no object");
        var body = JsonObject.Create(own)!;
        if (!next.TryGetProperty("merge", out var merge) || merge.ValueKind != JsonValueKind.True) return body;
        foreach (var (name, value) in body) before[name] = value?.DeepClone();
        return before;
    }

    private static Uri Address(string? href, Uri page, Uri root)
    {
        if (href is null || !Uri.TryCreate(page, href, out var address)) throw new FormatException("leads to a next page that has no address");
        // Behind a proxy that ends TLS many know themselves by http.
        if (root.Scheme == Uri.UriSchemeHttps && address.Scheme == Uri.UriSchemeHttp && root.IsDefaultPort && address.IsDefaultPort)
            address = new UriBuilder(address) { Scheme = root.Scheme, Port = -1 }.Uri;
        var sameOrigin = address.Scheme == root.Scheme && address.Port == root.Port && address.UserInfo.Length == 0
            && address.IdnHost.Equals(root.IdnHost, StringComparison.OrdinalIgnoreCase);
        return sameOrigin
            ? address
            : throw new FormatException($"leads to a next page elsewhere ('{address.Scheme}://{address.Authority}'), where it is not looked for");
    }

    private static Dictionary<string, string>? HeadersOf(JsonElement next, RemoteCatalogOptions settings)
    {
        if (!next.TryGetProperty("headers", out var headers) || headers.ValueKind != JsonValueKind.Object) return null;
        var wanted = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers.EnumerateObject())
        {
            var value = header.Value.ToString();
            var isOurs = header.NameEquals("Authorization") || header.Name.Equals(settings.Header, StringComparison.OrdinalIgnoreCase);
            if (isOurs || wanted.Count == MaxHeaders || !RemoteCatalogsValidator.CanBeHeader(header.Name, value))
                throw new FormatException("wants a header with the request for the next page that it does not get");
            wanted[header.Name] = value;
        }

        return wanted.Count == 0 ? null : wanted;
    }

    private static string MethodOf(JsonElement link) => Text(link, "method")?.ToUpperInvariant() ?? "GET";

    private static string? Text(JsonElement link, string name) =>
        link.ValueKind == JsonValueKind.Object && link.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
