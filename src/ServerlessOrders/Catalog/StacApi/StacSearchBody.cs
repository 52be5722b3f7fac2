using System.Globalization;
using System.Text.Json;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Reads searches: the body of POST /stac/search, and the parameters of a query, which are brought into the same form.</summary>
internal static class StacSearchBody
{
    private static readonly string[] Lists = ["ids", "collections"];
    private static readonly string[] Searched = ["ids", "collections", "bbox", "intersects", "datetime"];
    private static readonly string[] Unsupported = ["query", "filter", "filter-lang", "filter-crs", "q", "conf"];

    /// <summary>Reads a body.</summary>
    /// <exception cref="StacRequestException">A member cannot be read.</exception>
    public static StacSearchRequest Read(IReadOnlyDictionary<string, JsonElement> body)
    {
        var members = body.Where(member => member.Value.ValueKind != JsonValueKind.Null).ToDictionary(StringComparer.Ordinal);
        Refuse(members.Keys);
        return new StacSearchRequest(
            Parameters(members),
            members.TryGetValue("limit", out var limit) ? Limit(limit.ToString()) : StacSearchRequest.DefaultLimit,
            members.TryGetValue("token", out var token) ? Text("token", token) : null,
            members.TryGetValue("sortby", out var sort) ? Sort(sort) : [],
            members.TryGetValue("fields", out var fields) ? Fields(fields) : null);
    }

    /// <summary>Reads what an order asks for: a search that names what is to be found, and nothing that shapes an answer.</summary>
    /// <exception cref="StacRequestException">A member cannot be read, or would not bound the order as it bounds an answer.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ReadOrder(IReadOnlyDictionary<string, JsonElement> body)
    {
        if (body.Keys.FirstOrDefault(name => !Searched.Contains(name)) is { } other)
            throw new StacRequestException($"'{other}' cannot be part of an order: all items are ordered that ids, collections, bbox, intersects and datetime find.");
        return Read(body).Parameters;
    }

    private static Dictionary<string, IReadOnlyList<string>> Parameters(Dictionary<string, JsonElement> members)
    {
        var parameters = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in Lists)
            if (members.TryGetValue(name, out var list)) parameters[name] = Texts(name, list);
        if (members.TryGetValue("bbox", out var bbox))
            parameters["bbox"] = [string.Join(',', Array("bbox", bbox).Select(number => number.ToString()))];
        if (members.TryGetValue("datetime", out var time)) parameters["datetime"] = [Time(Text("datetime", time))];
        if (members.TryGetValue("intersects", out var area)) parameters["intersects"] = [area.GetRawText()];
        return parameters;
    }

    /// <summary>Reads the parameters of a query; of each the one value that it has.</summary>
    /// <exception cref="StacRequestException">A parameter cannot be read.</exception>
    public static StacSearchRequest Read(IReadOnlyDictionary<string, string> query)
    {
        Refuse(query.Keys);
        var parameters = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in Lists)
            if (query.TryGetValue(name, out var list)) parameters[name] = list.Split(',', StringSplitOptions.TrimEntries);
        if (query.TryGetValue("bbox", out var bbox)) parameters["bbox"] = [bbox];
        if (query.TryGetValue("datetime", out var time)) parameters["datetime"] = [Time(time)];
        if (query.TryGetValue("intersects", out var area)) parameters["intersects"] = [area];
        return new StacSearchRequest(
            parameters,
            query.TryGetValue("limit", out var limit) ? Limit(limit) : StacSearchRequest.DefaultLimit,
            query.GetValueOrDefault("token"),
            query.TryGetValue("sortby", out var sort)
                ? [.. sort.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Key)]
                : [],
            query.TryGetValue("fields", out var fields) ? StacFields.Parse(fields) : null);
    }

    private static void Refuse(IEnumerable<string> names)
    {
        // To pass them over would find more than was asked for.
        if (names.FirstOrDefault(Unsupported.Contains) is { } name)
            throw new StacRequestException($"'{name}' is not supported: the conformance classes of this API are at /stac/conformance.");
    }

    // RFC 3339 has no dates without a time, and STAC API asks for RFC 3339.
    private static string Time(string text)
    {
        if (text.Split('/') is { Length: <= 2 } parts && parts.All(part => part is "" or ".." || part.Contains('T') || part.Contains('t') || part.Contains(' ')))
            return text.Replace(' ', '+');
        throw new StacRequestException($"'datetime' must be an instant such as 2024-01-31T12:00:00Z, or two with / between; .. for an open end.");
    }

    private static int Limit(string text)
    {
        var digits = text.TrimStart('0');
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit)) throw new StacRequestException("'limit' must be a whole number from 1.");
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? Math.Min(limit, StacSearchRequest.MaxLimit)
            : StacSearchRequest.MaxLimit;
    }

    private static StacSort Key(string text) => new(text.TrimStart('+', '-', ' '), text[0] == '-');

    private static List<StacSort> Sort(JsonElement list) => [.. Array("sortby", list).Select(key =>
        key.ValueKind == JsonValueKind.Object && key.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String
            ? new StacSort(Text("sortby", field), key.TryGetProperty("direction", out var direction) && Direction(direction))
            : throw new StacRequestException("'sortby' must be an array of objects {\"field\": ..., \"direction\": \"asc\" or \"desc\"}."))];

    private static bool Direction(JsonElement direction) => Text("sortby.direction", direction) switch
    {
        "asc" => false,
        "desc" => true,
        _ => throw new StacRequestException("The direction of 'sortby' is asc or desc."),
    };

    private static StacFields Fields(JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Object) throw new StacRequestException("'fields' must be an object with the lists include and exclude.");
        return new StacFields(List("include"), List("exclude"));

        IReadOnlyList<string> List(string name) =>
            fields.TryGetProperty(name, out var list) && list.ValueKind != JsonValueKind.Null ? Texts($"fields.{name}", list) : [];
    }

    private static IReadOnlyList<string> Texts(string name, JsonElement list) => [.. Array(name, list).Select(text => Text(name, text))];

    private static JsonElement.ArrayEnumerator Array(string name, JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new StacRequestException($"'{name}' must be an array.");

    private static string Text(string name, JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new StacRequestException($"'{name}' must hold a text.");
        }
        catch (InvalidOperationException)
        {
            throw new StacRequestException($"'{name}' is not valid Unicode.");
        }
    }
}
