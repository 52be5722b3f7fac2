using System.Text.Json;
using static ServerlessOrders.Api.OpenApi.HtmlText;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>Says in a few words what a JSON Schema asks for, as HTML.</summary>
internal static class SchemaText
{
    /// <summary>The type: a link to a named schema, or words.</summary>
    public static string Type(JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = Encode(reference.GetString()!.Split('/')[^1]);
            return $"<a href=\"#schema-{name}\">{name}</a>";
        }

        if (schema.TryGetProperty("oneOf", out var choices)) return string.Join(" or ", choices.EnumerateArray().Select(Type));
        if (schema.TryGetProperty("enum", out var values))
            return string.Join(" | ", values.EnumerateArray().Select(value => Code(value.GetString()!)));
        var type = Description.TextOf(schema, "type");
        if (type == "array") return "list of " + Type(schema.GetProperty("items"));
        if (schema.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object)
            return "object of " + Type(any);
        var format = Description.TextOf(schema, "format");
        return format.Length == 0 ? Encode(type) : $"{Encode(type)} ({Encode(format)})";
    }

    /// <summary>The bounds of a value.</summary>
    public static string Bounds(JsonElement schema)
    {
        (string Name, string Words)[] known =
        [
            ("minimum", "from"), ("maximum", "to"), ("minLength", "characters from"), ("maxLength", "characters to"), ("minItems", "entries from"),
            ("default", "default"),
        ];
        return string.Join(
            ", ", known.Where(bound => schema.TryGetProperty(bound.Name, out _)).Select(bound => $"{bound.Words} {schema.GetProperty(bound.Name)}"));
    }

    /// <summary>A named schema: its fields as a table, or its values.</summary>
    public static void WriteSchema(HtmlText html, JsonProperty named)
    {
        html.Raw($"<h3 id=\"schema-{Encode(named.Name)}\">").Text(named.Name).Raw("</h3>")
            .Element("p", Description.TextOf(named.Value, "description"));
        if (!named.Value.TryGetProperty("properties", out var fields))
        {
            html.Raw($"<p>{Type(named.Value)}</p>");
            return;
        }

        var required = named.Value.TryGetProperty("required", out var list)
            ? list.EnumerateArray().Select(name => name.GetString()!).ToHashSet()
            : [];
        html.Table(["field", "type", "meaning"], fields.EnumerateObject().Select(field => (string[])
        [
            Code(field.Name) + (required.Contains(field.Name) ? "" : " optional"),
            Type(field.Value),
            Prose(Description.TextOf(field.Value, "description")) + Parenthesis(Bounds(field.Value)),
        ]));
    }

    /// <summary>The text in parentheses, if there is one.</summary>
    public static string Parenthesis(string text) => text.Length == 0 ? "" : $" ({Encode(text)})";
}
