using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>Rules about sources themselves; those about who uses whom are read off the compiled types (<see cref="RoomTests"/>).</summary>
public sealed partial class FolderRulesTests
{
    private static IEnumerable<(string Path, string Text)> Sources => SourcesOf("ServerlessOrders");

    [Fact]
    public void TheWorkflowBody_TouchesNothingButItsContext()
    {
        var body = Sources.Single(source => source.Path == "Workflow/OrderWorkflow.cs").Text;
        var code = string.Join('\n', body.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

        // Durable Functions replays the body: what it reads from elsewhere would differ the second time.
        Assert.DoesNotMatch(Undetermined(), code);
        Assert.DoesNotContain("using ServerlessOrders.Storage", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_DoNotSeeEachOther()
    {
        AssertNone(SourcesOf("ServerlessOrders.Functions").Where(source => source.Text.Contains("ServerlessOrders.Local", StringComparison.Ordinal)));
        AssertNone(SourcesOf("ServerlessOrders.Local").Where(source => source.Text.Contains("ServerlessOrders.Functions", StringComparison.Ordinal)));
    }

    [Fact]
    public void SourceFiles_StayShort() => AssertNone(
        Sources.Where(source => source.Text.Count(c => c == '\n') > 300));

    private static IEnumerable<(string Path, string Text)> SourcesOf(string project)
    {
        var folder = Path.GetFullPath(Path.Combine(Here(), "../../../../src", project));
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(folder, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
            .Where(source => !source.Path.StartsWith("obj/", StringComparison.Ordinal) && !source.Path.StartsWith("bin/", StringComparison.Ordinal));
    }

    private static void AssertNone(IEnumerable<(string Path, string Text)> sources) => Assert.Empty(sources.Select(source => source.Path));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset|Stopwatch|Environment|Random|Guid|Thread|TimeProvider|File|HttpClient)\s*\.|Task\.(Run|Delay)|ConfigureAwait")]
    private static partial Regex Undetermined();
}
