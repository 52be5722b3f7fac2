using System.Text.Json;
using ServerlessOrders.Http;
using static ServerlessOrders.Api.OpenApi.HtmlText;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>
/// Writes the page of the description: (1) what the API is, (2) its endpoints at a glance, (3) who may call, (4) every endpoint with
/// its parameters, body and answers, (5) the shapes. HEAD is told with the GET of its path.
/// </summary>
internal sealed class DescriptionPage
{
    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };

    private readonly HtmlText _html = new();
    private readonly Description _api;
    private readonly ILookup<string, Operation> _byTag;
    private readonly HashSet<string> _withHead;

    private DescriptionPage(JsonElement root)
    {
        _api = new Description(root);
        var all = _api.Operations.ToList();
        _withHead = [.. all.Where(operation => operation.Method == "HEAD").Select(operation => operation.Path)];
        _byTag = all.Where(operation => operation.Method != "HEAD").ToLookup(operation => operation.Tag);
    }

    /// <summary>The page of a document.</summary>
    public static string Write(JsonElement root)
    {
        var page = new DescriptionPage(root);
        page.WriteAll(root.GetProperty("info"));
        return page._html.ToString();
    }

    private void WriteAll(JsonElement info)
    {
        var title = info.GetProperty("title").GetString()!;
        _html.Raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Element("title", title + " API").Raw($"<style>{PageStyle.Css}</style></head>\n<body>");
        _html.Raw("<h1>").Text(title).Raw(" <small>API ").Text(info.GetProperty("version").GetString()!).Raw("</small></h1>") // (1)
            .Element("p", info.GetProperty("description").GetString()!)
            .Raw($"<p>Base address: {Code(ApiDescription.ExampleBase)}. For programs: ")
            .Raw($"<a href=\"{ApiDescription.ExampleBase}/{ApiRoutes.OpenApi}\">openapi.json</a>.</p>\n");
        foreach (var tag in Tags) WriteOverview(tag); // (2)
        WriteSecurity(); // (3)
        foreach (var operation in Tags.SelectMany(tag => _byTag[Description.TextOf(tag, "name")])) WriteOperation(operation); // (4)
        _html.Raw("<h2>Shapes</h2>"); // (5)
        foreach (var schema in Components("schemas")) SchemaText.WriteSchema(_html, schema);
        _html.Raw("</body></html>\n");
    }

    private IEnumerable<JsonElement> Tags => _api.Root.GetProperty("tags").EnumerateArray();

    private JsonElement.ObjectEnumerator Components(string kind) =>
        _api.Root.GetProperty("components").GetProperty(kind).EnumerateObject();

    private void WriteOverview(JsonElement tag)
    {
        var name = Description.TextOf(tag, "name");
        _html.Element("h2", name).Element("p", Description.TextOf(tag, "description"));
        _html.Table(["method", "path", "", "least role"], _byTag[name].Select(operation => (string[])
        [
            $"<span class=\"method\">{Methods(operation)}</span>",
            $"<a href=\"#{Encode(operation.Id)}\">{Code(operation.Path)}</a>",
            Prose(Description.TextOf(operation.Value, "summary")),
            $"<span class=\"role\">{Encode(operation.Role)}</span>",
        ]));
    }

    private void WriteSecurity() =>
        _html.Raw("<h2>Who may call</h2>").Table(["scheme", "where", "meaning"], Components("securitySchemes").Select(scheme => (string[])
        [
            Code(scheme.Name),
            scheme.Value.GetProperty("type").GetString() == "http"
                ? Code("Authorization: Bearer <JWT>")
                : $"query parameter {Code(Description.TextOf(scheme.Value, "name"))}",
            Prose(Description.TextOf(scheme.Value, "description")),
        ])).Raw("<h2>Endpoints</h2>");

    private void WriteOperation(Operation operation)
    {
        var value = operation.Value;
        _html.Raw($"<h3 id=\"{Encode(operation.Id)}\"><span class=\"method\">{Methods(operation)}</span> {Code(operation.Path)} ")
            .Raw($"<span class=\"role\">{Encode(operation.Role)}</span></h3>")
            .Element("p", $"{Description.TextOf(value, "summary")} {Description.TextOf(value, "description")}".TrimEnd());
        if (_api.Parameters(operation).ToList() is { Count: > 0 } parameters)
            _html.Raw("<h4>Parameters</h4>").Table(["name", "in", "type", "meaning"], parameters.Select(ParameterRow));
        if (value.TryGetProperty("requestBody", out var body))
        {
            _html.Raw("<h4>Body</h4>").Element(
                "p", $"{Description.TextOf(body, "description")}{(body.GetProperty("required").GetBoolean() ? "" : " May be absent.")}");
            _html.Raw(Content(body));
        }

        _html.Raw("<h4>Answers</h4>").Table(
            ["status", "meaning", "body"],
            value.GetProperty("responses").EnumerateObject().Select(answer => (answer.Name, Value: _api.Follow(answer.Value))).Select(answer =>
                (string[])[Code(answer.Name), Prose(Description.TextOf(answer.Value, "description")) + Headers(answer.Value), Content(answer.Value)]));
    }

    private static string[] ParameterRow(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        var meaning = Prose(Description.TextOf(parameter, "description")) + SchemaText.Parenthesis(SchemaText.Bounds(schema));
        if (parameter.TryGetProperty("example", out var example)) meaning += $" Example: {Code(example.ToString())}";
        var isRequired = parameter.TryGetProperty("required", out var required) && required.GetBoolean();
        return
        [
            Code(Description.TextOf(parameter, "name")) + (isRequired ? "" : " optional"), Encode(Description.TextOf(parameter, "in")),
            SchemaText.Type(schema), meaning,
        ];
    }

    private static string Headers(JsonElement answer) => answer.TryGetProperty("headers", out var headers)
        ? " Headers: " + string.Join(", ", headers.EnumerateObject().Select(header => Code(header.Name))) + "."
        : "";

    private static string Content(JsonElement owner)
    {
        if (!owner.TryGetProperty("content", out var content)) return "none";
        return string.Concat(content.EnumerateObject().Select(media =>
            $"{Code(media.Name)} {(media.Value.TryGetProperty("schema", out var schema) ? SchemaText.Type(schema) : "bytes")}"
            + string.Concat(Examples(media.Value).Select(example => $"<details><summary>example</summary><pre>{Encode(Show(example))}</pre></details>"))));
    }

    private static IEnumerable<JsonElement> Examples(JsonElement media) =>
        media.TryGetProperty("example", out var one) ? [one]
        : media.TryGetProperty("examples", out var several) ? several.EnumerateObject().Select(example => example.Value.GetProperty("value"))
        : [];

    private static string Show(JsonElement example) =>
        example.ValueKind == JsonValueKind.String ? example.GetString()! : JsonSerializer.Serialize(example, Indented);

    private string Methods(Operation operation) =>
        Encode(operation.Method == "GET" && _withHead.Contains(operation.Path) ? "GET, HEAD" : operation.Method);
}
