using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ServerlessOrders.Client.Commands;

/// <summary>Spans of time as people write them: <c>90s</c>, <c>30m</c>, <c>12h</c>, <c>3d</c>.</summary>
internal static class Durations
{
    /// <summary>An option that takes one.</summary>
    public static Option<TimeSpan?> Option(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = Parse };

    private static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var span = text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100_000
            ? text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => (TimeSpan?)null,
            }
            : null;
        if (span is null) result.AddError($"'{text}' is not a duration; write 90s, 30m, 12h or 3d.");
        return span;
    }
}
