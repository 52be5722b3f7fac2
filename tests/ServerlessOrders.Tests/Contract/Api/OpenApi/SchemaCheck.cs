using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi;

/// <summary>
/// Checks values against the JSON Schemas of an OpenAPI document. Knows just the keywords that the document uses, and refuses any
/// other, so that none is passed over.
/// </summary>
internal sealed class SchemaCheck(JsonElement root)
{
    /// <summary>What is wrong with a value, each with the place in it; empty if it fits.</summary>
    public IEnumerable<string> Problems(JsonElement value, JsonElement schema, string at = "$") =>
        // Of a value of another type there is nothing more to say.
        schema.TryGetProperty("type", out var type) && !IsOfType(value, type.GetString()!)
            ? [$"{at} is not of type {type}: {value}"]
            : schema.EnumerateObject().SelectMany(keyword => Problems(value, schema, keyword, at));

    /// <summary>The element that a reference names.</summary>
    public JsonElement Find(string reference) =>
        reference.Split('/').Skip(1).Aggregate(root, (element, name) => element.GetProperty(name));

    private IEnumerable<string> Problems(JsonElement value, JsonElement schema, JsonProperty keyword, string at)
    {
        var rule = keyword.Value;
        return keyword.Name switch
        {
            "type" or "description" or "default" or "contentMediaType" => [],
            "$ref" => Problems(value, Find(rule.GetString()!), at),
            "oneOf" => rule.EnumerateArray().Count(choice => !Problems(value, choice, at).Any()) == 1
                ? []
                : [$"{at} fits not just one of the schemas: {value}"],
            "enum" => Unless(rule.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)), $"{at} is none of {rule}: {value}"),
            "format" => Unless(HasFormat(value, rule.GetString()!), $"{at} is no {rule}: {value}"),
            "pattern" => Unless(Regex.IsMatch(value.GetString()!, rule.GetString()!), $"{at} does not match {rule}: {value}"),
            "minimum" => Unless(value.GetDecimal() >= rule.GetDecimal(), $"{at} is below {rule}: {value}"),
            "maximum" => Unless(value.GetDecimal() <= rule.GetDecimal(), $"{at} is above {rule}: {value}"),
            "minLength" => Unless(value.GetString()!.Length >= rule.GetInt32(), $"{at} is shorter than {rule}: {value}"),
            "maxLength" => Unless(value.GetString()!.Length <= rule.GetInt32(), $"{at} is longer than {rule}: {value}"),
            "minItems" => Unless(value.GetArrayLength() >= rule.GetInt32(), $"{at} has fewer than {rule} entries"),
            "maxItems" => Unless(value.GetArrayLength() <= rule.GetInt32(), $"{at} has more than {rule} entries"),
            "items" => value.EnumerateArray().SelectMany((entry, index) => Problems(entry, rule, $"{at}[{index}]")),
            "required" => rule.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _))
                .Select(name => $"{at} lacks {name}"),
            "properties" => value.EnumerateObject().Where(property => rule.TryGetProperty(property.Name, out _))
                .SelectMany(property => Problems(property.Value, rule.GetProperty(property.Name), $"{at}.{property.Name}")),
            "additionalProperties" => value.EnumerateObject().Where(property => !IsNamed(schema, property.Name)).SelectMany(property =>
                rule.ValueKind == JsonValueKind.False
                    ? [$"{at}.{property.Name} is not described"]
                    : Problems(property.Value, rule, $"{at}.{property.Name}")),
            _ => throw new NotSupportedException($"The keyword {keyword.Name} is not checked."),
        };
    }

    private static IEnumerable<string> Unless(bool fits, string problem) => fits ? [] : [problem];

    private static bool IsNamed(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _);

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException($"The type {type} is not checked."),
    };

    private static bool HasFormat(JsonElement value, string format) => format switch
    {
        "int32" => value.TryGetInt32(out _),
        "int64" => value.TryGetInt64(out _),
        "double" => value.TryGetDouble(out _),
        "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
        "date-time" => Instants.TryParse(value.GetString()!, out _)
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _),
        _ => throw new NotSupportedException($"The format {format} is not checked."),
    };
}
