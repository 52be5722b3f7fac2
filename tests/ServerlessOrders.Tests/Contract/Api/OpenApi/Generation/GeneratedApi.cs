using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessOrders.Api;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi.Generation;

/// <summary>
/// Makes the OpenAPI document: paths, parameters, bodies and answers of the rows of <see cref="ApiTable"/>, schemas of the types that
/// they name, texts and examples of <c>prose.json</c> (each may be missing: then the XML docs of the handler, and what is usual).
/// </summary>
internal sealed partial class GeneratedApi
{
    private readonly XmlDocs _docs = new();
    private readonly JsonObject _prose;
    private readonly TypeSchemas _schemas;
    private readonly GeneratedResponses _responses;
    private readonly SortedDictionary<string, JsonNode?> _parameters = new(StringComparer.Ordinal);

    private GeneratedApi(JsonObject prose)
    {
        _prose = prose;
        _schemas = new TypeSchemas(_docs);
        _responses = new GeneratedResponses(prose, _schemas);
    }

    /// <summary>The document.</summary>
    public static JsonObject Create(JsonObject prose) => new GeneratedApi(prose).Document();

    private JsonObject Document()
    {
        // Answers first: what they hold is closed, whoever sends it as well.
        foreach (var answer in ApiTable.Endpoints.SelectMany(endpoint => endpoint.Responses))
            if (answer.Type is { } type) _schemas.OfAnswer(type);
        var paths = new JsonObject();
        foreach (var endpoint in ApiTable.Endpoints) Add(endpoint, paths);
        var components = new JsonObject
        {
            ["securitySchemes"] = _prose["securitySchemes"]!.DeepClone(),
            ["parameters"] = new JsonObject(_parameters),
            ["headers"] = _prose["headers"]!.DeepClone(),
            ["responses"] = _responses.Components,
            ["schemas"] = _schemas.Components,
        };
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = _prose["info"]!.DeepClone(),
            ["servers"] = _prose["servers"]!.DeepClone(),
            ["tags"] = _prose["tags"]!.DeepClone(),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    private void Add(ApiEndpoint endpoint, JsonObject paths)
    {
        var path = "/" + Constraint().Replace(endpoint.Route, "");
        if (paths[path] is not JsonObject item)
        {
            paths[path] = item = [];
            var placeholders = Placeholder().Matches(endpoint.Route).ToList();
            if (placeholders.Count > 0) item["parameters"] = new JsonArray([.. placeholders.Select(OfPath)]);
        }

        foreach (var method in endpoint.Methods)
            item[method.ToLowerInvariant()] = Operation(endpoint, isHead: method == "HEAD" && endpoint.Methods.Contains("GET"));
    }

    private JsonNode OfPath(Match placeholder)
    {
        var (name, constraint) = (placeholder.Groups[1].Value, placeholder.Groups[2].Value);
        var known = Parameters.OfPaths.FirstOrDefault(one => one.Name == name)
            ?? new ApiParameter(name, constraint == "long" ? typeof(long) : typeof(string), "") { In = "path" };
        var reference = Reference(known);
        if (MinLength().Match(constraint) is { Success: true } least)
            _parameters[name]!["schema"]!["minLength"] = int.Parse(least.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        return reference;
    }

    private JsonObject Operation(ApiEndpoint endpoint, bool isHead)
    {
        var prose = _prose["operations"]?[endpoint.Name] as JsonObject ?? [];
        var summary = prose["summary"]?.GetValue<string>() ?? _docs.OfHandler(endpoint.Handler.Method) ?? endpoint.Name;
        var operation = new JsonObject
        {
            ["operationId"] = isHead ? endpoint.Name + "Headers" : endpoint.Name,
            ["tags"] = new JsonArray(prose["tag"]?.GetValue<string>() ?? Tag(endpoint)),
            ["summary"] = isHead ? summary.TrimEnd('.') + ": headers only." : summary,
        };
        var description = isHead ? "Answers as GET does, without the body, and changes nothing." : prose["description"]?.GetValue<string>();
        if (description is not null) operation["description"] = description;
        operation["x-least-role"] = endpoint.Role.ToString();
        if (endpoint.IsOpenedByOrderToken) operation["security"] = new JsonArray(new JsonObject { ["orderToken"] = new JsonArray() });
        else if (endpoint.Role == Role.PUBLIC) operation["security"] = new JsonArray();
        var parameters = ParametersOf(endpoint, isHead).Select(Reference).ToArray();
        if (parameters.Length > 0) operation["parameters"] = new JsonArray(parameters);
        if (endpoint.Body is { } body && !isHead) operation["requestBody"] = Body(body, prose["requestBody"] as JsonObject ?? []);
        operation["responses"] = _responses.Of(endpoint, prose["responses"] as JsonObject ?? [], isHead);
        return operation;
    }

    /// <summary>The group of an operation: that of the room of its handler, and the operators' own.</summary>
    private static string Tag(ApiEndpoint endpoint) => endpoint.Handler.Method.DeclaringType!.Namespace!.Split('.')[1] switch
    {
        _ when endpoint.Role >= Role.EXPLOIT => "Operators",
        "Baskets" => "Basket",
        "Downloads" => "Delivery",
        "Api" => "Service",
        var room => room,
    };

    private static IEnumerable<ApiParameter> ParametersOf(ApiEndpoint endpoint, bool isHead) =>
        [.. endpoint.Parameters, .. endpoint.HasRanges && !isHead ? Parameters.Ranges : [], .. endpoint.HasRanges ? Parameters.Conditions : []];

    private JsonObject Reference(ApiParameter parameter)
    {
        var key = parameter.Key ?? parameter.Name;
        if (!_parameters.ContainsKey(key)) _parameters.Add(key, Parameter(parameter));
        return new JsonObject { ["$ref"] = $"#/components/parameters/{key}" };
    }

    private JsonObject Parameter(ApiParameter parameter)
    {
        var schema = _schemas.OfRequest(parameter.Type).AsObject();
        var isList = schema["type"]?.GetValue<string>() == "array";
        if (parameter is { In: "path" } && parameter.Type == typeof(long)) (schema["minimum"], schema["maximum"]) = (1, 9007199254740991);
        else if (parameter.Type == typeof(int) || parameter.Type == typeof(long)) schema["minimum"] = parameter.Minimum ?? 0;
        if (parameter.Pattern is { } pattern) (isList ? schema["items"]! : schema)["pattern"] = pattern;
        if (parameter.Values is { } values) schema["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        if (parameter.Default is { } absent) schema["default"] = JsonSerializer.SerializeToNode(absent);
        var written = new JsonObject { ["name"] = parameter.Name, ["in"] = parameter.In };
        if (parameter.In == "path") written["required"] = true;
        if (parameter.Description.Length > 0) written["description"] = parameter.Description;
        if (isList) (written["style"], written["explode"]) = ("form", true);
        written["schema"] = schema;
        if (parameter.Example is { } example) written["example"] = JsonSerializer.SerializeToNode(example);
        return written;
    }

    private JsonObject Body(ApiBody body, JsonObject prose)
    {
        var media = prose["content"]?[body.MediaType]?.DeepClone().AsObject() ?? [];
        media.Insert(0, "schema", _schemas.OfRequest(body.Type));
        var written = new JsonObject();
        if (prose["description"] is { } description) written["description"] = description.DeepClone();
        written["required"] = body.IsRequired;
        written["content"] = new JsonObject { [body.MediaType] = media };
        return written;
    }

    [GeneratedRegex(@":[^}]+(?=})|(?<={)\*")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"{\*?([^}:]+):?([^}]*)}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^minlength\((\d+)\)$")]
    private static partial Regex MinLength();
}
