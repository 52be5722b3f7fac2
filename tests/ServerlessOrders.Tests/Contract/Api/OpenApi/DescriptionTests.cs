using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessOrders.Api;
using ServerlessOrders.Api.OpenApi;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi;

public sealed partial class DescriptionTests
{
    private static readonly JsonElement Document = JsonElement.Parse(new ApiDescription().Json("https://example.org/api"));

    private readonly Description _api = new(Document);
    private readonly SchemaCheck _schemas = new(Document);

    [Fact]
    public void Document_HoldsJustTheRowsOfTheTable()
    {
        var described = _api.Operations.Select(operation => $"{operation.Method} {operation.Path} {operation.Role}");
        var table = ApiTable.Endpoints.SelectMany(endpoint => endpoint.Methods.Select(method =>
            $"{method} /{Constraint().Replace(endpoint.Route, "")} {endpoint.Role}"));

        Assert.Equal(table.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operations_HaveTheNamesOfTheTable()
    {
        foreach (var operation in _api.Operations)
        {
            var endpoint = ApiTable.Named(operation.Method == "HEAD" ? operation.Id[..^"Headers".Length] : operation.Id);
            Assert.Contains(operation.Method, endpoint.Methods);
            Assert.Equal(operation.Path, "/" + Constraint().Replace(endpoint.Route, ""));
        }
    }

    [Fact]
    public void Operations_AskForATokenWhereTheTableDoes()
    {
        foreach (var operation in _api.Operations)
        {
            var isOpen = operation.Value.TryGetProperty("security", out var security);
            Assert.Equal(operation.Role == nameof(Role.PUBLIC), isOpen);
            if (isOpen) Assert.DoesNotContain(security.EnumerateArray(), scheme => scheme.TryGetProperty("bearer", out _));
        }
    }

    [Fact]
    public void Operations_NameEveryPlaceholderOnce_AndHaveASuccess()
    {
        var tags = Document.GetProperty("tags").EnumerateArray().Select(tag => Description.TextOf(tag, "name")).ToList();
        foreach (var operation in _api.Operations)
        {
            var placeholders = Placeholder().Matches(operation.Path).Select(match => match.Groups[1].Value);
            var parameters = _api.Parameters(operation).ToList();
            Assert.Equal(placeholders, parameters.Where(p => Description.TextOf(p, "in") == "path").Select(p => Description.TextOf(p, "name")));
            Assert.Equal(parameters.Count, parameters.DistinctBy(p => (Description.TextOf(p, "in"), Description.TextOf(p, "name"))).Count());
            Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), response => response.Name.StartsWith('2'));
            Assert.Contains(operation.Tag, tags);
        }
    }

    [Fact]
    public void References_LeadSomewhere_AndNothingLiesUnused()
    {
        var used = References(Document).ToHashSet();
        foreach (var reference in used) Assert.Equal(JsonValueKind.Object, _schemas.Find(reference).ValueKind);
        var components =
            from kind in Document.GetProperty("components").EnumerateObject()
            where kind.Name != "securitySchemes"
            from component in kind.Value.EnumerateObject()
            select $"#/components/{kind.Name}/{component.Name}";
        Assert.Empty(components.Except(used));
    }

    [Fact]
    public void Examples_FitTheirSchemas()
    {
        var examples = Examples(Document).ToList();

        Assert.True(examples.Count > 60);
        foreach (var (example, schema) in examples) Assert.Empty(_schemas.Problems(example, schema, example.ToString()));
    }

    [Fact]
    public void Addresses_BeginWithTheBaseOfTheRequest()
    {
        Assert.Equal("https://example.org/api", (string?)Document.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.DoesNotContain(ApiDescription.ExampleBase, Document.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "$ref" ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    /// <summary>Whatever has a schema and an example, or examples, beside it.</summary>
    private static IEnumerable<(JsonElement Example, JsonElement Schema)> Examples(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().SelectMany(Examples);
        if (element.ValueKind != JsonValueKind.Object) return [];
        var inner = element.EnumerateObject().SelectMany(property => Examples(property.Value));
        if (!element.TryGetProperty("schema", out var schema)) return inner;
        if (element.TryGetProperty("example", out var one)) inner = inner.Append((one, schema));
        return element.TryGetProperty("examples", out var several)
            ? inner.Concat(several.EnumerateObject().Select(example => (example.Value.GetProperty("value"), schema)))
            : inner;
    }

    [GeneratedRegex(@":[^}]+(?=})|(?<={)\*")]
    private static partial Regex Constraint();

    [GeneratedRegex("{([^}]+)}")]
    private static partial Regex Placeholder();
}
