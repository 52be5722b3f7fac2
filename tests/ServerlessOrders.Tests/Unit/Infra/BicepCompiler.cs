using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace ServerlessOrders.Tests.Unit.Infra;

/// <summary>The Bicep compiler of the package, and the templates of the folder <c>infra</c> compiled by it, once a run.</summary>
public sealed class BicepCompiler : IAsyncLifetime
{
    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "../../../../infra"));

    /// <summary>What is deployed by itself; every module must be part of one of these.</summary>
    public static IReadOnlyList<string> Entries { get; } = ["main.bicep"];

    /// <summary>The templates as Azure gets them, by file name.</summary>
    public IReadOnlyDictionary<string, JsonNode> Templates { get; private set; } = new Dictionary<string, JsonNode>();

    /// <summary>All that the compiler said, warnings included.</summary>
    public string Messages { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var compiled = await Task.WhenAll(Entries.Select(CompileAsync));
        Messages = string.Concat(compiled.Select(result => result.Messages));
        Templates = compiled.Where(result => result.Template is not null).ToDictionary(result => result.Entry, result => result.Template!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<(string Entry, JsonNode? Template, string Messages)> CompileAsync(string entry)
    {
        var path = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "BicepPath").Value!;
        using var process = Process.Start(new ProcessStartInfo(path, ["build", Path.Combine(Folder, entry), "--stdout"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var stop = TestContext.Current.CancellationToken;
        var messages = process.StandardError.ReadToEndAsync(stop);
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (entry, process.ExitCode == 0 ? JsonNode.Parse(output) : null, await messages);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
