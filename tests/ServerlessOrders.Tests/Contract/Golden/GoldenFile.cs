using System.Runtime.CompilerServices;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>
/// The kept answers. With the environment variable <c>REWRITE_GOLDEN=1</c> a run writes them anew instead of comparing; what
/// changed is then read in the diff, against the contract.
/// </summary>
internal static class GoldenFile
{
    private static readonly bool IsRewriting = Environment.GetEnvironmentVariable("REWRITE_GOLDEN") == "1";

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder(), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>What was asked for with success: a file begins with the request, and has the status in its third line.</summary>
    public static IEnumerable<(string Method, string Path)> Succeeded =>
        from name in Names
        let lines = File.ReadLines(Path.Combine(Folder(), name + ".txt")).Take(3).ToList()
        where lines[2].StartsWith('2')
        let request = Concrete(lines[0])
        select (request[..request.IndexOf(' ')], Uri.UnescapeDataString(request[(request.IndexOf(' ') + 1)..].Split('?')[0]));

    public static async Task CheckAsync(string name, string answer, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Folder(), name + ".txt");
        if (IsRewriting) await File.WriteAllTextAsync(path, answer, cancellationToken);
        Assert.True(File.Exists(path), $"{name}.txt is missing: write it with REWRITE_GOLDEN=1 and check it against the contract.");
        Assert.Equal(await File.ReadAllTextAsync(path, cancellationToken), answer);
    }

    private static string Concrete(string request) => request
        .Replace("{server}", "", StringComparison.Ordinal)
        .Replace("{basket id}", "1", StringComparison.Ordinal)
        .Replace("{instant}", "2026-01-31T12:00:00.000Z", StringComparison.Ordinal);

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
