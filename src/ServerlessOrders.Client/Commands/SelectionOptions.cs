using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Commands;

/// <summary>What is meant by a command that searches or orders: a query, a collection, a time, a place, ids.</summary>
internal sealed class SelectionOptions
{
    /// <summary>The query.</summary>
    public Argument<string?> Query { get; } = new("QUERY")
    {
        Description = "Conditions such as eo:cloud_cover:[0 TO 20], in the language of q.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary><c>--query</c>, for commands whose argument is another.</summary>
    public Option<string?> QueryOption { get; } = new("--query", "-q") { Description = "Conditions such as eo:cloud_cover:[0 TO 20], in the language of q.", HelpName = "QUERY" };

    /// <summary><c>--collection</c>.</summary>
    public Option<string[]> Collections { get; } = new("--collection", "-c") { Description = "Only products of this collection; may be repeated.", HelpName = "ID", DefaultValueFactory = _ => [] };

    /// <summary><c>--datetime</c>.</summary>
    public Option<string?> Datetime { get; } = new("--datetime", "-d") { Description = "Only products of this time: an instant, or A/B with .. for an open end.", HelpName = "A/B" };

    /// <summary><c>--bbox</c>.</summary>
    public Option<string?> Bbox { get; } = new("--bbox") { Description = "Only products that meet this place, in degrees.", HelpName = "W,S,E,N" };

    /// <summary><c>--ids</c>.</summary>
    public Option<string?> Ids { get; } = new("--ids") { Description = "Only products with the ids in this file, one per line; - reads standard input.", HelpName = "FILE" };

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command, bool asArgument)
    {
        if (asArgument) command.Add(Query);
        else command.Add(QueryOption);
        command.Add(Collections);
        command.Add(Datetime);
        command.Add(Bbox);
        command.Add(Ids);
        return command;
    }

    /// <summary>What a command line means.</summary>
    public async Task<Selection> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var query = parsed.CommandResult.GetResult(Query) is not null ? parsed.GetValue(Query) : parsed.GetValue(QueryOption);
        var ids = parsed.GetValue(Ids) switch
        {
            null => [],
            "-" => (await Console.In.ReadToEndAsync(cancellationToken)).Split('\n'),
            var file => await ReadLinesAsync(file, cancellationToken),
        };
        return new Selection(
            query, parsed.GetValue(Collections) ?? [], parsed.GetValue(Datetime), parsed.GetValue(Bbox) is { } bbox ? ReadBbox(bbox) : null,
            [.. ids.Select(id => id.Trim()).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)], parsed.GetValue(Ids) is not null);
    }

    private static async Task<string[]> ReadLinesAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllLinesAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OrdersException(ExitCode.WrongUsage, $"The ids cannot be read: {e.Message}", e);
        }
    }

    private static double[] ReadBbox(string text)
    {
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return numbers.Length == 4 && !numbers.Any(double.IsNaN)
            ? numbers
            : throw new OrdersException(ExitCode.WrongUsage, $"'{text}' is not a bounding box; write west,south,east,north in degrees, such as 5.9,45.8,10.5,47.8.");
    }
}

/// <summary>What is meant.</summary>
/// <param name="Query">Conditions of the user.</param>
/// <param name="Collections">Any of these collections.</param>
/// <param name="Datetime">The time.</param>
/// <param name="Bbox">West, south, east, north.</param>
/// <param name="Ids">Any of these ids.</param>
/// <param name="HasIds">Whether ids were asked for, if only none came.</param>
internal sealed record Selection(string? Query, IReadOnlyList<string> Collections, string? Datetime, double[]? Bbox, IReadOnlyList<string> Ids, bool HasIds)
{
    /// <summary>True if nothing narrows it.</summary>
    public bool IsEverything => Query is null && Collections.Count == 0 && Datetime is null && Bbox is null && !HasIds;

    /// <summary>True if the language of <c>q</c> cannot say it.</summary>
    public bool HasPlace => Bbox is not null;

    /// <summary>In the language of <c>q</c>, without the place.</summary>
    public string ToQuery()
    {
        var conditions = new List<string>();
        if (Query is not null) conditions.Add($"({Query})");
        if (Collections.Count > 0) conditions.Add(AnyOf("datasetUrn", Collections));
        if (Datetime is not null) conditions.Add($"datetime:{Interval(Datetime)}");
        if (Ids.Count > 0) conditions.Add(AnyOf("id", Ids));
        return conditions.Count == 0 ? "*:*" : string.Join(" AND ", conditions);
    }

    /// <summary>The place as WKT; a box over the antimeridian is two.</summary>
    public string? ToWkt()
    {
        if (Bbox is not [var west, var south, var east, var north]) return null;
        return west <= east ? $"POLYGON{Ring(west, east)}" : $"MULTIPOLYGON({Ring(west, 180)},{Ring(-180, east)})";

        string Ring(double from, double to) => string.Create(
            CultureInfo.InvariantCulture, $"(({from} {south},{to} {south},{to} {north},{from} {north},{from} {south}))");
    }

    /// <summary>For the basket.</summary>
    public SelectionRequest ToRequest()
    {
        var parameters = new Dictionary<string, IReadOnlyList<string>> { ["q"] = [ToQuery()] };
        if (ToWkt() is { } wkt) parameters["geometry"] = [wkt];
        return new SelectionRequest("legacy", parameters);
    }

    /// <summary>As parameters of a STAC API search (GET /search).</summary>
    public string ToStac(int limit)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"limit={limit}");
        if (Collections.Count > 0) text.Append("&collections=").Append(Uri.EscapeDataString(string.Join(',', Collections)));
        if (Datetime is not null) text.Append("&datetime=").Append(Uri.EscapeDataString(StacTime(Datetime)));
        if (Bbox is not null) text.Append("&bbox=").AppendJoin(',', Bbox.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        if (Ids.Count > 0) text.Append("&ids=").Append(Uri.EscapeDataString(string.Join(',', Ids)));
        return text.ToString();
    }

    /// <summary>A key that is the same for the same request to the same service.</summary>
    public string Key(Uri service, string? label)
    {
        var text = $"{service}\n{ToQuery()}\n{ToWkt()}\n{label}";
        return "orders-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
    }

    private static string AnyOf(string field, IReadOnlyList<string> values)
    {
        var any = string.Join(" OR ", values.Select(value => $"{field}:\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
        return values.Count == 1 ? any : $"({any})";
    }

    private static string Interval(string datetime)
    {
        var ends = datetime.Split('/');
        return ends.Length switch
        {
            1 => $"\"{datetime}\"",
            2 => $"[{End(ends[0])} TO {End(ends[1])}]",
            _ => throw new OrdersException(ExitCode.WrongUsage, $"'{datetime}' is not a time; write an instant, or A/B with .. for an open end."),
        };

        static string End(string text) => text is "" or ".." ? "*" : text;
    }

    // A STAC search wants whole instants (RFC 3339); people write days.
    private static string StacTime(string datetime)
    {
        var ends = datetime.Split('/');
        return string.Join('/', ends.Select((end, index) => end.Length == 10 ? end + (index == 1 ? "T23:59:59.999Z" : "T00:00:00Z") : end.Length == 0 ? ".." : end))
            + (ends.Length == 1 && datetime.Length == 10 ? $"/{datetime}T23:59:59.999Z" : "");
    }
}
