using System.Globalization;
using System.Text;
using ServerlessOrders.Benchmarks.Scenarios;

namespace ServerlessOrders.Benchmarks.Reporting;

/// <summary>
/// A report in Markdown: how to run the scenario, on which machine it ran, and its figures. What is added is printed at once,
/// so that a long run can be watched.
/// </summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();
    private readonly string _name;

    public Report(IScenario scenario, IReadOnlyList<string> machine)
    {
        _name = scenario.Name;
        _text.Append(CultureInfo.InvariantCulture, $"# {scenario.Title}\n\n{scenario.Description}\n\n```\n");
        _text.Append(CultureInfo.InvariantCulture, $"dotnet run -c Release --project tests/ServerlessOrders.Benchmarks -- {scenario.Name}\n```\n\n");
        foreach (var line in machine) _text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
    }

    /// <summary>Adds a heading.</summary>
    public void Section(string title) => Add($"## {title}");

    /// <summary>Adds a paragraph.</summary>
    public void Paragraph(string text) => Add(text);

    /// <summary>Adds a table; numbers come as text, with their unit in the heading.</summary>
    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = new List<string> { Row(headings), Row([.. headings.Select((_, column) => column == 0 ? "---" : "---:")]) };
        lines.AddRange(rows.Select(Row));
        Add(string.Join('\n', lines));
    }

    /// <summary>Says on the console what goes on; not part of the report.</summary>
    public static void Progress(string text) => Console.Error.WriteLine(text);

    /// <summary>Writes the report into a folder; returns its path.</summary>
    public async Task<string> WriteAsync(string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{_name}.md");
        await File.WriteAllTextAsync(path, _text.ToString(), stop);
        return path;
    }

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";

    private void Add(string text)
    {
        Console.WriteLine(text);
        _text.Append('\n').Append(text).Append('\n');
    }
}
