using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>One write path for orders and one for their files, and no write that is repeated at once and without end: read off the sources.</summary>
public sealed partial class WritePathTests
{
    [Fact]
    public void RowOfAnOrder_IsCommittedByOrderChangesOnly() =>
        Assert.Equal(["Orders/OrderChanges.cs"], Callers(@"\borders\.Try(Commit|Create)Async\("));

    [Fact]
    public void FilesOfASubOrder_AreWrittenByFileChangesOnly() =>
        Assert.Equal(["SubOrders/FileChanges.cs"], Callers(@"\b_?files\.TryWriteAsync\("));

    /// <summary>A new file begins in one.</summary>
    [Fact]
    public void StateOfAFile_IsSetByItsTransitionsOnly() =>
        Assert.Equal(["Orders/NewFile.cs", "SubOrders/OrderFile.cs"], Callers(@"\bState = (FileState\b|FileTransitions\b|state\b)"));

    [Fact]
    public void Transitions_AreAppliedByOrderChangeOnly() =>
        Assert.Equal(["Orders/OrderChange.cs"], Callers(@"\bOrderTransitions\.Apply\("));

    [Fact]
    public void LoopsAroundAwaits_HaveAnEndOrAPause()
    {
        // Streams and processes, which end by themselves or pause; not writes to storage.
        string[] others = ["Catalog/Stac/StacDocument.cs", "Downloads/Zip/EntriesSection.cs"];
        var endless = Sources()
            .Where(source => !others.Contains(source.Path) && source.Text.Contains("await ", StringComparison.Ordinal) && Endless().IsMatch(source.Text))
            .Select(source => source.Path);

        Assert.Empty(endless);
    }

    [Fact]
    public void Contention_IsAlwaysWaitedOut() => Assert.All(
        Sources().Where(source => source.Path != "Storage/Contention.cs"),
        source => Assert.Equal(source.Text.Split("new Contention(").Length, source.Text.Split("contention.LostAsync(").Length));

    private static IEnumerable<string> Callers(string pattern) =>
        Sources().Where(source => Regex.IsMatch(source.Text, pattern)).Select(source => source.Path).Order(StringComparer.Ordinal);

    private static IEnumerable<(string Path, string Text)> Sources()
    {
        var folder = Path.GetFullPath(Path.Combine(Here(), "../../../../src/ServerlessOrders"));
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(folder, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
            .Where(source => !source.Path.StartsWith("obj/", StringComparison.Ordinal) && !source.Path.StartsWith("bin/", StringComparison.Ordinal));
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    /// <summary>A loop without a condition, and one whose condition is a write that was lost.</summary>
    [GeneratedRegex(@"while \(true\)|for \(;|while \(!await|while \(await \w+\.(Find|Has)\w*Async|for \([^;()]*(\([^()]*\)[^;()]*)*; ; (?!await contention\.LostAsync)(?!followed\+\+)")]
    private static partial Regex Endless();
}
