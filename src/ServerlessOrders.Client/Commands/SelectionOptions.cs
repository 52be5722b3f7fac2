using System.CommandLine;
using System.Globalization;

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
    public async Task<Selection> ReadAsync(ParseResult parsed, TextReader input, CancellationToken cancellationToken)
    {
        var query = parsed.CommandResult.GetResult(Query) is not null ? parsed.GetValue(Query) : parsed.GetValue(QueryOption);
        var ids = parsed.GetValue(Ids) switch
        {
            null => [],
            "-" => (await input.ReadToEndAsync(cancellationToken)).Split('\n'),
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
