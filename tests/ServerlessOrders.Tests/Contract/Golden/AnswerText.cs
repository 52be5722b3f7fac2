using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>
/// A request and its answer as text: every header but those of the transport and <see cref="CommonHeaders"/>, and the body; what changes
/// from run to run by its kind.
/// </summary>
internal static partial class AnswerText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<string> WriteAsync(
        HttpRequestMessage request, HttpResponseMessage response, World world, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{request.Method} {request.RequestUri}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{(int)response.StatusCode}\n");
        foreach (var header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Server" or "correlation-id") && !IsLengthOfText(header.Key, response))
            .Where(header => !CommonHeaders.Has(header.Key, header.Value.ToString()))
            .OrderBy(header => header.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{header.Key}: {Volatile(header.Key, header.Value.ToString())}\n");
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (body.Length > 0) text.Append('\n').Append(Body(response.Content.Headers.ContentType?.MediaType, body).TrimEnd('\n')).Append('\n');
        return Stable(text.ToString(), world);
    }

    /// <summary>That of JSON differs with the length of names and ports.</summary>
    private static bool IsLengthOfText(string header, HttpResponseMessage response) =>
        header == "Content-Length" && response.Content.Headers.ContentType?.MediaType == "application/json";

    private static string Volatile(string header, string value) => header switch
    {
        "ETag" => "{etag}",
        "Last-Modified" or "Sunset" => "{date}",
        _ => value,
    };

    private static string Body(string? mediaType, byte[] body) => mediaType switch
    {
        "application/json" => JsonNode.Parse(body)!.ToJsonString(Indented),
        "application/octet-stream" => Entries(body),
        _ => Encoding.UTF8.GetString(body),
    };

    /// <summary>The entries of a ZIP; of a part of one its length.</summary>
    private static string Entries(byte[] body)
    {
        if (!body.AsSpan().StartsWith("PK"u8)) return $"{body.Length} bytes";
        using var zip = new ZipArchive(new MemoryStream(body), ZipArchiveMode.Read);
        return string.Join('\n', zip.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return $"{entry.FullName}: {reader.ReadToEnd().TrimEnd('\n')}";
        }));
    }

    private static string Stable(string text, World world)
    {
        text = text
            .Replace(world.Server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority), "{server}", StringComparison.Ordinal)
            .Replace($":{world.Server.ForeignPort}", ":{port}", StringComparison.Ordinal)
            .Replace(world.Tenant, "{tenant}", StringComparison.Ordinal);
        text = Jwt().Replace(text, "{token}");
        text = Uuid().Replace(text, "{uuid}");
        text = Instant().Replace(text, "{instant}");
        text = EncodedInstant().Replace(text, "{instant}");
        text = LabelTime().Replace(text, "{label time}");
        text = NameTime().Replace(text, "{time}");
        text = EventId().Replace(text, "{event}");
        text = BagOfTheDay().Replace(text, "{of the day}");
        return BasketId().Replace(text, "{basket id}");
    }

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]*")]
    private static partial Regex Jwt();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Instant();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d\.\d{3}Z")]
    private static partial Regex EncodedInstant();

    [GeneratedRegex(@"\d{4}/\d\d/\d\d at \d\d:\d\d:\d\d")]
    private static partial Regex LabelTime();

    [GeneratedRegex(@"\d{8}T\d{6}Z")]
    private static partial Regex NameTime();

    // The date in a BagIt bag, and the digest of the file that has it.
    [GeneratedRegex(@"(?<=Bagging-Date: )\d{4}-\d\d-\d\d|[0-9a-f]{64}(?=  bag-info\.txt)")]
    private static partial Regex BagOfTheDay();

    // Made of the tenant, which is another one in each run.
    [GeneratedRegex("evt_[0-9a-f]{32}")]
    private static partial Regex EventId();

    // Baskets are numbered by the millisecond.
    [GeneratedRegex(@"\b1\d{12}\b")]
    private static partial Regex BasketId();
}
