using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>The rules of the folders (CONTRIBUTING.md), read off the sources themselves.</summary>
public sealed partial class FolderRulesTests
{
    private static IEnumerable<(string Path, string Text)> Sources => SourcesOf("ServerlessOrders");

    [Fact]
    public void AzureSdks_AreUsedInStorageStoresAndRowsOnly() => AssertNone(
        Sources.Where(source => !source.Path.StartsWith("Storage/", StringComparison.Ordinal)
            && !source.Path.EndsWith("Store.cs", StringComparison.Ordinal)
            && !source.Path.EndsWith("Rows.cs", StringComparison.Ordinal)
            && AzureSdk().IsMatch(source.Text)));

    [Fact]
    public void AspNetCore_IsUsedInHttpApiAndEndpointsOnly() => AssertNone(
        Sources.Where(source => !source.Path.StartsWith("Http/", StringComparison.Ordinal)
            && !source.Path.StartsWith("Api/", StringComparison.Ordinal)
            && !source.Path.EndsWith("Endpoints.cs", StringComparison.Ordinal)
            && AspNetCore().IsMatch(source.Text)));

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
    public void FunctionsApp_LeavesStorageToTheProduct() =>
        AssertNone(SourcesOf("ServerlessOrders.Functions").Where(source => AzureSdk().IsMatch(source.Text)));

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

    [GeneratedRegex(@"\b(using|global::)\s*Azure\b|\bAzure\.(Storage|Data|Core|Identity|RequestFailed|ETag)")]
    private static partial Regex AzureSdk();

    [GeneratedRegex(@"\bMicrosoft\.AspNetCore\b|\bMicrosoft\.Net\.Http\.Headers\b")]
    private static partial Regex AspNetCore();

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset|Stopwatch|Environment|Random|Guid|Thread|TimeProvider|File|HttpClient)\s*\.|Task\.(Run|Delay)|ConfigureAwait")]
    private static partial Regex Undetermined();
}
