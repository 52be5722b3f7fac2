using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessOrders.Api.OpenApi;

namespace ServerlessOrders.Tests.Faults.Fuzz;

/// <summary>
/// Makes requests out of the description of the API: each begins as the description says and is then made hostile in some places.
/// The same seed makes the same requests.
/// </summary>
internal sealed partial class RequestGenerator(JsonElement document, int seed, IReadOnlyDictionary<string, string> known, IReadOnlyList<string> tokens)
{
    private static readonly string[] Methods = ["PATCH", "TRACE", "CONNECT", "OPTIONS", "get", "G\u00c9T", "PROPFIND", "X"];

    private static readonly string[] HeaderNames =
    [
        "Range", "If-Range", "If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Accept", "Accept-Encoding", "Content-Encoding", "X-Forwarded-Host",
        "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-For", "Forwarded", "Origin", "Cookie", "X-HTTP-Method-Override", "traceparent", "Expect", "TE", "X-Original-URL",
    ];

    private readonly Description _api = new(document);
    private readonly Random _random = new(seed);

    /// <summary>The requests, without end.</summary>
    public IEnumerable<FuzzRequest> Requests()
    {
        var operations = _api.Operations.ToList();
        for (var number = 0; ; number++) yield return Make(number, operations[_random.Next(operations.Count)]);
    }

    private FuzzRequest Make(int number, Operation operation)
    {
        var method = OneIn(40) ? Pick(Methods) : operation.Method;
        var path = Placeholder().Replace(operation.Path, match => OneIn(3)
            ? Pick(HostileValues.Encoded)
            : known.GetValueOrDefault(match.Groups[1].Value) ?? "1");
        if (OneIn(60)) path = Pick(["//", "/.", "/..;/", "/%2e/", "\\", "/\u0001"]) + path;
        if (OneIn(60)) path += Pick(["/", "//", "/..", "%00", ".json", ";x=1"]);
        var headers = new List<string>();
        if (tokens.Count > 0 && !OneIn(12)) headers.Add($"Authorization: Bearer {Pick(tokens)}");
        else if (OneIn(2)) headers.Add($"Authorization: {Pick(HostileValues.Headers)}");
        while (OneIn(3)) headers.Add($"{Pick(HeaderNames)}: {Pick(HostileValues.Headers)}");
        var body = Body(operation, headers);
        return new FuzzRequest(number, method, path + Query(operation), headers, body);
    }

    private string Query(Operation operation)
    {
        var query = new StringBuilder();
        foreach (var parameter in _api.Parameters(operation).Where(one => Description.TextOf(one, "in") == "query"))
        {
            var name = Description.TextOf(parameter, "name");
            for (var times = OneIn(2) ? 1 : OneIn(20) ? 3 : 0; times > 0; times--)
                Append(name, OneIn(3) ? known.GetValueOrDefault(name) ?? "1" : Pick(HostileValues.Encoded));
        }

        if (operation.Path.Contains("public", StringComparison.Ordinal) || operation.Path.Contains("aips", StringComparison.Ordinal)
            || operation.Path == "/user/orders/metalink/download")
            Append("orderToken", OneIn(2) ? known["orderToken"] : Pick(HostileValues.Encoded));
        if (OneIn(30)) Append(Pick(HostileValues.Encoded), Pick(HostileValues.Encoded));
        return query.ToString();

        void Append(string name, string value) => query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(value);
    }

    private byte[]? Body(Operation operation, List<string> headers)
    {
        if (!operation.Value.TryGetProperty("requestBody", out var described))
            return OneIn(20) ? Pick(HostileValues.Bodies(_random).ToList()) : null;
        if (OneIn(12)) return Pick(HostileValues.Bodies(_random).ToList());
        var content = _api.Follow(described).GetProperty("content");
        if (content.TryGetProperty("multipart/form-data", out _)) return Form(headers);
        headers.Add($"Content-Type: {(OneIn(8) ? Pick(["text/plain", "application/xml", "", "multipart/form-data; boundary=x", $"application/json;charset={Pick(HostileValues.Charsets)}"]) : "application/json")}");
        var json = Json(content.GetProperty("application/json").GetProperty("schema"), 0);
        return OneIn(8) ? HostileValues.Encode(json, _random, headers) : Encoding.UTF8.GetBytes(json);
    }

    private byte[] Form(List<string> headers)
    {
        var boundary = OneIn(5) ? Pick(["", "x y", new('b', 71), "\"q\"", "--"]) : "b0undary";
        headers.Add($"Content-Type: multipart/form-data; boundary={boundary}");
        var lines = string.Join(Pick(["\n", "\r\n", "\r"]), Enumerable.Range(0, Pick([0, 1, 5, 1001])).Select(_ => OneIn(4) ? known["productId"] : Pick(HostileValues.Encoded)));
        var name = OneIn(6) ? Pick(["File", "file[]", "", "file\"; x=\"y"]) : "file";
        var part = new List<string> { $"Content-Disposition: form-data; name=\"{name}\"; filename=\"{Pick(HostileValues.Encoded)}\"" };
        if (OneIn(4)) part.Add($"Content-Type: text/plain; charset={Pick(HostileValues.Charsets)}");
        if (OneIn(12)) part.Add(Pick(["Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: binary", "Content-Encoding: gzip", "Content-Encoding: identity"]));
        var file = OneIn(6) ? HostileValues.Encode(lines, _random, OneIn(2) ? part : []) : Encoding.UTF8.GetBytes(lines);
        byte[] form = [.. Encoding.UTF8.GetBytes($"--{boundary}\r\n{string.Join("\r\n", part)}\r\n\r\n"), .. file, .. Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n")];
        return OneIn(6) ? form[..(form.Length / 2)] : form;
    }

    private string Json(JsonElement described, int depth)
    {
        if (OneIn(14)) return Pick(HostileValues.JsonValues);
        var schema = _api.Follow(described);
        foreach (var choice in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (schema.TryGetProperty(choice, out var several)) return Json(several[_random.Next(several.GetArrayLength())], depth);
        }

        if (schema.TryGetProperty("enum", out var values) && !OneIn(4)) return values[_random.Next(values.GetArrayLength())].GetRawText();
        var type = schema.TryGetProperty("type", out var found) ? found.ValueKind == JsonValueKind.Array ? found[0].GetString() : found.GetString() : "string";
        return type switch
        {
            "object" when depth < 5 => Object(schema, depth),
            "array" when depth < 5 => $"[{string.Join(',', Enumerable.Range(0, Pick([0, 1, 2, 30])).Select(_ => Json(schema.TryGetProperty("items", out var items) ? items : described, depth + 1)))}]",
            "integer" or "number" => Pick(["0", "1", "-1", "9223372036854775807", "1.5"]),
            "boolean" => Pick(["true", "false"]),
            _ => $"\"{(OneIn(3) ? Pick(known.Values.ToList()) : Pick(HostileValues.JsonTexts))}\"",
        };
    }

    private string Object(JsonElement schema, int depth)
    {
        var fields = new List<string>();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject().Where(_ => !OneIn(4)))
                fields.Add($"{JsonSerializer.Serialize(property.Name)}:{Json(property.Value, depth + 1)}");
        }
        else
        {
            fields.Add($"\"{Pick(["q", "ids", "bbox", "datetime", "collections", "x"])}\":[\"{Pick(HostileValues.JsonTexts)}\"]");
        }

        if (OneIn(20)) fields.Add($"\"{Pick(HostileValues.JsonTexts)}\":1");
        if (OneIn(30) && fields.Count > 0) fields.Add(fields[0]);
        return $"{{{string.Join(',', fields)}}}";
    }

    private bool OneIn(int count) => _random.Next(count) == 0;

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    [GeneratedRegex("{([^}]+)}")]
    private static partial Regex Placeholder();
}

/// <summary>A request as it goes over the line.</summary>
/// <param name="Number">Its number within its seed.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Further headers, a line each.</param>
/// <param name="Body">The body, if any.</param>
internal sealed record FuzzRequest(int Number, string Method, string Target, IReadOnlyList<string> Headers, byte[]? Body)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"#{Number} {Method} {Cut(Target)} [{string.Join(" | ", Headers.Where(line => !line.StartsWith("Authorization: Bearer ey", StringComparison.Ordinal)).Select(Cut))}] {Cut(Encoding.UTF8.GetString(Body ?? []))}");

    private static string Cut(string text) => text.Length <= 300 ? text : $"{text[..300]}... ({text.Length})";
}
