using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi.Generation;

/// <summary>
/// The JSON Schemas of the types that the API reads and writes: as <see cref="JsonSchemaExporter"/> makes them of the rules by which
/// they are read and written, with a component for each object and enum, the texts of their XML docs, and the bounds that data
/// annotations name. Null is written as absence. No number is below 0 unless it says so, and ids are those that fit into JavaScript.
/// </summary>
internal sealed class TypeSchemas
{
    private const long MaxId = 9007199254740991;

    // Of a converter the exporter knows nothing; what ours write is said in Plain.
    private static readonly JsonSerializerOptions Rules = WithoutConverters();

    private readonly XmlDocs _docs;
    private readonly SortedDictionary<string, (Type Type, JsonObject Schema)> _components = new(StringComparer.Ordinal);
    private readonly JsonSchemaExporterOptions _exporter;
    private bool _isClosed;

    public TypeSchemas(XmlDocs docs)
    {
        _docs = docs;
        _exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
    }

    /// <summary>The components that were needed.</summary>
    public JsonObject Components => new(_components.Select(named => KeyValuePair.Create(named.Key, (JsonNode?)named.Value.Schema)));

    /// <summary>The schema of what an answer holds: nothing that it does not name.</summary>
    public JsonNode OfAnswer(Type type) => Of(type, isClosed: true);

    /// <summary>The schema of what a request holds; other names are ignored. Answers come first: what both hold is closed.</summary>
    public JsonNode OfRequest(Type type) => Of(type, isClosed: false);

    private JsonNode Of(Type type, bool isClosed)
    {
        _isClosed = isClosed;
        return IsNamed(type) ? Reference(type) : Rules.GetJsonSchemaAsNode(type, _exporter);
    }

    private static bool IsNamed(Type type) =>
        type.IsEnum || (type != typeof(object) && Rules.GetTypeInfo(type).Kind == JsonTypeInfoKind.Object);

    private JsonObject Reference(Type type)
    {
        var name = NameOf(type);
        if (!_components.TryGetValue(name, out var known))
        {
            _components.Add(name, (type, [])); // A type may hold itself.
            _components[name] = (type, type.IsEnum ? Enumeration(type) : Rules.GetJsonSchemaAsNode(type, _exporter).AsObject());
        }
        else if (known.Type != type)
        {
            AssertAlike(name, known.Schema, Rules.GetJsonSchemaAsNode(type, _exporter).AsObject());
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    /// <summary>What a client calls the type: its own name without what tells it from others here, or the one that it bears.</summary>
    private static string NameOf(Type type)
    {
        if (type.GetCustomAttribute<DisplayNameAttribute>() is { } given) return given.DisplayName;
        if (type.IsGenericType)
        {
            var inner = NameOf(type.GetGenericArguments()[0]);
            if (type.GetGenericTypeDefinition() == typeof(ApiPage<>)) return inner + "Page";
            return (inner.EndsWith("Answer", StringComparison.Ordinal) ? inner[..^"Answer".Length] : inner) + "Resource";
        }

        string[] suffixes = ["View", "Content", "Body"];
        return suffixes.FirstOrDefault(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal)) is { } end ? type.Name[..^end.Length] : type.Name;
    }

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var isRoot = context.Path.IsEmpty;
        if (isRoot && IsNamed(type)) return Object(context.TypeInfo, schema.AsObject());
        if (IsNamed(type)) return Reference(type);
        var written = Plain(type) ?? schema.AsObject();
        if (written["type"] is JsonArray types) written["type"] = types.Single(one => one!.GetValue<string>() != "null")!.DeepClone();
        written.Remove("default");
        if (context.PropertyInfo is { } property) Describe(written, type, property);
        return written;
    }

    private static JsonObject? Plain(Type type) => type switch
    {
        _ when type == typeof(string) => new() { ["type"] = "string" },
        _ when type == typeof(bool) => new() { ["type"] = "boolean" },
        _ when type == typeof(int) => new() { ["type"] = "integer", ["format"] = "int32" },
        _ when type == typeof(long) => new() { ["type"] = "integer", ["format"] = "int64" },
        _ when type == typeof(double) => new() { ["type"] = "number", ["format"] = "double" },
        _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(byte[]) => new() { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" },
        _ when type == typeof(object) => [],
        _ when type == typeof(JsonElement) || type.IsAssignableTo(typeof(JsonNode)) => new() { ["type"] = "object" },
        _ => null,
    };

    private void Describe(JsonObject schema, Type type, JsonPropertyInfo property)
    {
        var isText = type == typeof(string);
        if (type == typeof(int) || type == typeof(long)) Bound(schema, type, property);
        if (Attribute<MinLengthAttribute>(property) is { } least) schema[isText ? "minLength" : "minItems"] = least.Length;
        if (Attribute<MaxLengthAttribute>(property) is { } most) schema[isText ? "maxLength" : "maxItems"] = most.Length;
        if (Attribute<UrlAttribute>(property) is not null) schema["format"] = "uri";
        if (Attribute<AllowedValuesAttribute>(property) is { } allowed)
            schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create((string)value!))]);
        if (_docs.OfProperty(property.DeclaringType, MemberName(property)) is { } text) schema["description"] = text;
    }

    private static void Bound(JsonObject schema, Type type, JsonPropertyInfo property)
    {
        var isId = type == typeof(long) && (property.Name == "id" || property.Name.EndsWith("Id", StringComparison.Ordinal));
        var range = Attribute<RangeAttribute>(property);
        schema["minimum"] = range?.Minimum is int least ? least : isId ? 1 : 0;
        if (range?.Maximum is int most && most < int.MaxValue) schema["maximum"] = most;
        else if (isId) schema["maximum"] = MaxId;
    }

    private JsonObject Object(JsonTypeInfo type, JsonObject schema)
    {
        var required = type.Properties.Where(IsShown).Where(IsRequired).Select(property => (JsonNode?)property.Name).ToArray();
        var written = new JsonObject { ["type"] = "object" };
        if (_docs.Of(type.Type) is { } text) written["description"] = text;
        if (schema["properties"] is { } properties)
            written["properties"] = new JsonObject(type.Properties.Where(IsShown).Select(one => KeyValuePair.Create(one.Name, WithoutDefault(properties[one.Name]))));
        if (required.Length > 0) written["required"] = new JsonArray(required);
        if (_isClosed) written["additionalProperties"] = false;
        return written;
    }

    /// <summary>The exporter writes the default of a value of any type behind what it lets us change.</summary>
    private static JsonNode? WithoutDefault(JsonNode? property)
    {
        var written = property?.DeepClone();
        (written as JsonObject)?.Remove("default");
        return written;
    }

    /// <summary>What a request's type works out is not read; what is ignored is not there.</summary>
    private bool IsShown(JsonPropertyInfo property) => Attribute<JsonIgnoreAttribute>(property) is null or { Condition: not JsonIgnoreCondition.Always }
        && (_isClosed || property.Set is not null || property.AssociatedParameter is not null);

    private static bool IsRequired(JsonPropertyInfo property) =>
        Attribute<RequiredAttribute>(property) is not null
        || (Nullable.GetUnderlyingType(property.PropertyType) is null && !property.IsGetNullable && property.AssociatedParameter is not { HasDefaultValue: true });

    private JsonObject Enumeration(Type type)
    {
        var names = Enum.GetNames(type);
        var meanings = names.Select(name => $"{name}: {_docs.OfMember(type, name)}");
        return new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
            ["description"] = $"{_docs.Of(type)} {string.Join(' ', meanings)}",
        };
    }

    private static JsonSerializerOptions WithoutConverters()
    {
        var rules = new JsonSerializerOptions(ApiJson.Options);
        rules.Converters.Clear();
        rules.MakeReadOnly();
        return rules;
    }

    private static T? Attribute<T>(JsonPropertyInfo property) where T : Attribute =>
        new[] { property.AttributeProvider, property.AssociatedParameter?.AttributeProvider }
            .SelectMany(provider => provider?.GetCustomAttributes(typeof(T), false) ?? []).Cast<T>().FirstOrDefault();

    private static string MemberName(JsonPropertyInfo property) => ((MemberInfo)property.AttributeProvider!).Name;

    private static void AssertAlike(string name, JsonObject one, JsonObject other)
    {
        foreach (var keyword in new[] { "required", "type" })
            Assert.True(JsonNode.DeepEquals(one[keyword], other[keyword]), $"Two types are called {name}, and differ in {keyword}.");
        Assert.Equal(one["properties"]!.AsObject().Select(property => property.Key), other["properties"]!.AsObject().Select(property => property.Key));
    }
}
