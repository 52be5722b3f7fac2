using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessOrders.Api.OpenApi;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi;

/// <summary>Sends requests and fails where the request or its answer is not as the description of the API says.</summary>
internal sealed class DescribedApi(JsonElement document)
{
    private readonly Description _api = new(document);
    private readonly SchemaCheck _schemas = new(document);

    /// <summary>The operations that were asked, with the statuses they answered.</summary>
    public HashSet<(string Operation, HttpStatusCode Status)> Seen { get; } = [];

    /// <summary>Sends one request; returns the JSON of the answer, or undefined if it has none.</summary>
    public async Task<JsonElement> SendAsync(
        HttpClient client, string operationId, string address, HttpStatusCode expected, HttpContent? body = null, string? range = null)
    {
        var operation = _api.Operations.Single(operation => operation.Id == operationId);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), address) { Content = body };
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);
        CheckAddress(operation, new Uri(client.BaseAddress!, address));

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var content = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected == answer.StatusCode, $"{operation.Method} {address}: {(int)answer.StatusCode} {content}");
        Seen.Add((operationId, expected));
        var json = await CheckAsync(operation, answer);
        if (operation.Method != "HEAD") await SendHeadAsync(client, operationId, address, expected, range);
        return json;
    }

    /// <summary>Checks an answer to whatever operation its request asked for; one that asked for none is not described.</summary>
    public async Task CheckAsync(HttpResponseMessage answer)
    {
        var path = answer.RequestMessage!.RequestUri!.AbsolutePath;
        var method = answer.RequestMessage.Method.Method;
        var fits = _api.Operations.Where(operation => operation.Method == method && Regex.IsMatch(path, Pattern(operation)));
        // The one with the fewest placeholders, as the hosts choose.
        if (fits.OrderBy(operation => operation.Path.Count(letter => letter == '{')).FirstOrDefault() is { } asked) await CheckAsync(asked, answer);
    }

    private async Task<JsonElement> CheckAsync(Operation operation, HttpResponseMessage answer)
    {
        var content = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var status = (int)answer.StatusCode;
        var where = $"{operation.Method} {answer.RequestMessage!.RequestUri}: {status}";
        var responses = operation.Value.GetProperty("responses");
        Assert.True(responses.TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var found), $"{where} is not described");
        var response = _api.Follow(found);
        foreach (var header in response.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().ToList() : [])
            Assert.True(header.Name == "Last-Modified" || IsOptional(header.Value) || HasHeader(answer, header.Name), $"{where} lacks the header {header.Name}");
        return operation.Method == "HEAD" ? default : CheckBody(response, answer, content, where);
    }

    /// <summary>HEAD answers as GET did (RFC 9110 section 9.3.2). Of what a GET changes, such as a ZIP, the caller asks before.</summary>
    private async Task SendHeadAsync(HttpClient client, string operationId, string address, HttpStatusCode expected, string? range)
    {
        var head = $"{operationId}Headers";
        if (range is not null || (int)expected >= 300 || Seen.Contains((head, expected)) || _api.Operations.All(operation => operation.Id != head)) return;
        await SendAsync(client, head, address, expected);
    }

    /// <summary>Our document says so of the few headers that may be missing; OpenAPI takes every header for optional.</summary>
    private bool IsOptional(JsonElement header) => _api.Follow(header).TryGetProperty("required", out var required) && !required.GetBoolean();

    private JsonElement CheckBody(JsonElement response, HttpResponseMessage answer, byte[] content, string where)
    {
        if (content.Length == 0)
        {
            var mayBeEmpty = !response.TryGetProperty("content", out _) || response.TryGetProperty("x-body-optional", out _);
            Assert.True(mayBeEmpty, $"{where} has no body");
            return default;
        }

        Assert.True(response.TryGetProperty("content", out var media), $"{where} has a body that is not described");
        var type = answer.Content.Headers.ContentType!.MediaType!;
        Assert.True(media.TryGetProperty(type, out var described) || media.TryGetProperty("*/*", out described), $"{where} is {type}");
        if (type != "application/json") return default;
        var json = JsonElement.Parse(content);
        Assert.Empty(_schemas.Problems(json, described.GetProperty("schema"), where));
        return json;
    }

    private void CheckAddress(Operation operation, Uri address)
    {
        Assert.Matches(Pattern(operation), address.AbsolutePath);
        var known = _api.Parameters(operation).Where(parameter => Description.TextOf(parameter, "in") == "query")
            .Select(parameter => Description.TextOf(parameter, "name")).Append("orderToken").ToList();
        foreach (var name in System.Web.HttpUtility.ParseQueryString(address.Query).AllKeys) Assert.Contains(name, known);
    }

    private static string Pattern(Operation operation) => "^" + Regex.Replace(operation.Path, "{[^}]+}", "[^/]+") + "$";

    private static bool HasHeader(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out _) || answer.Content.Headers.TryGetValues(name, out _);
}
