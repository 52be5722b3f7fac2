using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi.Generation;

/// <summary>
/// The answers of operations: what the rows say and what follows from them, with the texts, headers and examples of
/// <c>prose.json</c>. An operation's own text is an object there, or the name of one that several share.
/// </summary>
internal sealed class GeneratedResponses(JsonObject prose, TypeSchemas schemas)
{
    private const string Json = "application/json";

    private static readonly Dictionary<string, string> Usual = new()
    {
        ["200"] = "Done", ["304"] = "NotModified", ["400"] = "BadRequest", ["401"] = "Unauthenticated", ["403"] = "RoleTooLow", ["412"] = "Changed",
        ["413"] = "TooLarge", ["415"] = "Unreadable", ["416"] = "NoSuchRange", ["502"] = "BadCatalog", ["503"] = "Unavailable", ["default"] = "Failed",
    };

    private readonly SortedDictionary<string, JsonNode?> _shared = new(StringComparer.Ordinal);

    /// <summary>The answers that several operations share.</summary>
    public JsonObject Components => new(_shared);

    /// <summary>The answers of one operation.</summary>
    /// <param name="endpoint">Its row.</param>
    /// <param name="own">Its own texts by status.</param>
    /// <param name="isHead">True for that of HEAD, which has no parts.</param>
    public JsonObject Of(ApiEndpoint endpoint, JsonObject own, bool isHead)
    {
        var written = new JsonObject();
        foreach (var answers in Answers(endpoint, isHead).GroupBy(answer => answer.Status).OrderBy(group => group.Key))
        {
            var status = answers.Key.ToString(CultureInfo.InvariantCulture);
            written[status] = Response(own[status] ?? UsualText(endpoint, status, answers), answers);
        }

        foreach (var status in own.Select(text => text.Key))
            Assert.True(isHead || written.ContainsKey(status), $"prose.json describes {status} of {endpoint.Name}, which its row does not answer.");
        written["default"] = Response(Usual["default"], [new ApiAnswer(500, null, null)]);
        return written;
    }

    private static List<ApiAnswer> Answers(ApiEndpoint endpoint, bool isHead)
    {
        var answers = endpoint.Responses.ToList();
        var content = answers.FirstOrDefault();
        if (endpoint.HasRanges)
        {
            if (!isHead) answers.Add(content! with { Status = 206 });
            Add(304, 412);
            if (!isHead) Add(416);
        }

        if (endpoint.Body is not null) Add(400, 413, 415);
        if (endpoint.Parameters.Count > 0) Add(400);
        if (endpoint.IsOpenedByOrderToken) Add(401, 503);
        if (endpoint.Role != Role.PUBLIC) Add(401, 403, 503);
        return answers;

        void Add(params int[] statuses) =>
            answers.AddRange(statuses.Where(status => answers.All(answer => answer.Status != status)).Select(status => new ApiAnswer(status, null, null)));
    }

    private static JsonNode UsualText(ApiEndpoint endpoint, string status, IEnumerable<ApiAnswer> answers)
    {
        if (endpoint.IsOpenedByOrderToken && status == "401") return "NoOrderToken";
        var hasContent = status[0] == '2' && answers.Any(answer => answer.MediaType is not null);
        if (!hasContent && Usual.TryGetValue(status, out var name)) return name;
        return new JsonObject
        {
            ["description"] = status switch { "201" => "Made.", "202" => "Taken on.", "204" => "There is nothing to answer.", "404" => "There is no such thing.", _ => "Done." },
        };
    }

    private JsonObject Response(JsonNode text, IEnumerable<ApiAnswer> answers)
    {
        if (text is not JsonValue name) return Written(text.AsObject(), answers);
        var shared = name.GetValue<string>();
        var response = Written(prose["responses"]![shared]!.AsObject(), answers);
        if (_shared.TryGetValue(shared, out var known))
            Assert.True(JsonNode.DeepEquals(known, response), $"Operations that share the answer {shared} answer other types.");
        else _shared.Add(shared, response);
        return new JsonObject { ["$ref"] = $"#/components/responses/{shared}" };
    }

    private JsonObject Written(JsonObject text, IEnumerable<ApiAnswer> answers)
    {
        var content = new JsonObject();
        foreach (var media in answers.Where(HasBody).GroupBy(answer => answer.MediaType ?? Json))
        {
            var described = text["content"]?[media.Key]?.DeepClone().AsObject() ?? [];
            JsonNode?[] choices = [.. media.Select(Schema)];
            if (choices.Length > 1) described.Insert(0, "schema", new JsonObject { ["oneOf"] = new JsonArray(choices) });
            else if (choices[0] is { } only) described.Insert(0, "schema", only);
            content[media.Key] = described;
        }

        var written = new JsonObject();
        foreach (var (key, value) in text.Where(part => part.Key != "content")) written[key] = value!.DeepClone();
        if (content.Count > 0) written["content"] = content;
        return written;
    }

    private static bool HasBody(ApiAnswer answer) => answer.MediaType is not null || answer.Status >= 400;

    private JsonNode? Schema(ApiAnswer answer) => answer switch
    {
        { Type: { } type } => schemas.OfAnswer(type),
        { MediaType: null } => schemas.OfAnswer(typeof(ErrorBody)),
        { MediaType: Json } => new JsonObject { ["type"] = "object" },
        { MediaType: var text } when text.StartsWith("text/", StringComparison.Ordinal) || text.EndsWith("+xml", StringComparison.Ordinal) =>
            new JsonObject { ["type"] = "string" },
        _ => null,
    };
}
