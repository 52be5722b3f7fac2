using System.Text.Json;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi;

public sealed class SchemaCheckTests
{
    private const string Schema = """
        {"type": "object", "properties": {
            "id": {"type": "integer", "minimum": 1, "maximum": 9}, "name": {"type": "string", "minLength": 2, "maxLength": 3},
            "kind": {"enum": ["A", "B"]}, "when": {"type": "string", "format": "date-time"}, "where": {"type": "string", "format": "uri"}, "flag": {"type": "boolean"},
            "list": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^x"}},
            "map": {"type": "object", "additionalProperties": {"type": "integer", "format": "int32"}},
            "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]}, "inner": {"$ref": "#/inner"}},
         "required": ["id"], "additionalProperties": false}
        """;

    [Theory]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":9,"name":"abc","kind":"A","when":"2026-01-31T12:00:00.000Z","where":"http://a/b","flag":false,"list":["x"],"map":{"a":1},"either":"s","inner":{"n":1}}""")]
    public void Value_ThatFits_HasNoProblem(string value) => Assert.Empty(Check(value));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":0}""")]
    [InlineData("""{"id":10}""")]
    [InlineData("""{"id":"1"}""")]
    [InlineData("""{"id":1.5}""")]
    [InlineData("""{"id":1,"more":1}""")]
    [InlineData("""{"id":1,"name":"a"}""")]
    [InlineData("""{"id":1,"name":"abcd"}""")]
    [InlineData("""{"id":1,"name":null}""")]
    [InlineData("""{"id":1,"kind":"C"}""")]
    [InlineData("""{"id":1,"when":"yesterday"}""")]
    [InlineData("""{"id":1,"where":"b"}""")]
    [InlineData("""{"id":1,"flag":0}""")]
    [InlineData("""{"id":1,"list":[]}""")]
    [InlineData("""{"id":1,"list":["x","y"]}""")]
    [InlineData("""{"id":1,"map":{"a":3000000000}}""")]
    [InlineData("""{"id":1,"either":true}""")]
    [InlineData("""{"id":1,"inner":{"n":1,"m":1}}""")]
    public void Value_ThatDoesNotFit_HasAProblem(string value) => Assert.NotEmpty(Check(value));

    [Fact]
    public void UnknownKeyword_IsAnError()
    {
        using var schema = JsonDocument.Parse("""{"multipleOf": 2}""");
        Assert.Throws<NotSupportedException>(() => new SchemaCheck(schema.RootElement).Problems(schema.RootElement, schema.RootElement).ToList());
    }

    private static List<string> Check(string value)
    {
        using var root = JsonDocument.Parse(
            """{"inner": {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": false}}""");
        using var schema = JsonDocument.Parse(Schema);
        using var json = JsonDocument.Parse(value);
        return [.. new SchemaCheck(root.RootElement).Problems(json.RootElement, schema.RootElement)];
    }
}
