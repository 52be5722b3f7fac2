using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServerlessOrders.Benchmarks.Reporting;

/// <summary>What a reader must know of the machine and the versions to make something of the figures.</summary>
internal static class Machine
{
#if DEBUG
    private const string Configuration = "Debug (figures of a Debug build mean nothing)";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>A line each.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(CancellationToken stop)
    {
        var cpu = Field("/proc/cpuinfo", "model name");
        var memory = long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0]) / (1024 * 1024);
        return
        [
            $"Machine: {cpu}, {Environment.ProcessorCount} cores, {memory} GiB, {RuntimeInformation.OSDescription}",
            $"Versions: {RuntimeInformation.FrameworkDescription}, node {await RunAsync("node", ["--version"], stop)}, Azurite {Azurite()}, {Configuration} build of commit {await CommitAsync(stop)}",
            $"Date: {TimeProvider.System.GetUtcNow():yyyy-MM-dd}",
        ];
    }

    /// <summary>What a program printed, without the line end.</summary>
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} cannot be started.");
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static async Task<string> CommitAsync(CancellationToken stop)
    {
        var commit = await RunAsync("git", ["rev-parse", "--short", "HEAD"], stop);
        var changes = await RunAsync("git", ["status", "--porcelain", "--", "src"], stop);
        return changes.Length == 0 ? commit : $"{commit} with changes";
    }

    private static string Azurite()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var package = Path.Combine(at.FullName, "src", "ServerlessOrders.Local", "Azurite", "package.json");
            if (!File.Exists(package)) continue;
            using var json = JsonDocument.Parse(File.ReadAllText(package));
            return json.RootElement.GetProperty("dependencies").GetProperty("azurite").GetString()!;
        }

        return "unknown";
    }

    private static string Field(string file, string name) =>
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':', 2)[1].Trim();
}
