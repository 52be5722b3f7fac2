using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.EndToEnd.Stac;

/// <summary>The commands with curl of docs/ordering.md, as they stand there, one after another over the samples: from the catalog to the files.</summary>
public sealed partial class OrderingPageTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [ForeignFact]
    public async Task TheCommands_LeadFromTheCatalogToTheFiles()
    {
        await ExternalTool.RunAsync("jq", "--version");
        await ExternalTool.RunAsync("curl", "--version");
        await using var server = await OrderServer.StartAsync(azurite);
        var samples = Path.Combine(Root(), "samples", "coast-watch");
        await new FolderImport(server.Services.GetRequiredService<CatalogStore>(), new ArchiveUploads(server.Storage)).ImportAsync(
            new FolderImportRequest("demo", samples, "coast-watch"), null, Stop);
        using var client = server.Client();
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "ordering.md"), Stop);
        // Those of our own client are run by its tests.
        var commands = string.Concat(CodeBlock().Matches(page).Select(block => block.Groups[1].Value).Where(block => !block.Contains("\norders ", StringComparison.Ordinal)));
        Assert.Contains("api=http://localhost:7071\n", commands, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["here"]);
        var script = _folder["commands.sh"];
        await File.WriteAllTextAsync(
            script,
            $"set -euo pipefail\ncd '{_folder["here"]}'\nTOKEN={client.DefaultRequestHeaders.Authorization!.Parameter}\n"
            + commands.Replace("api=http://localhost:7071\n", $"api={server.Address.AbsoluteUri.TrimEnd('/')}\n", StringComparison.Ordinal),
            Stop);

        var printed = await ExternalTool.RunAsync("timeout", "120", "bash", script);

        Assert.StartsWith("coast-watch\n", printed, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"GRANTED\"", printed, StringComparison.Ordinal);
        Assert.Equal(12, Regex.Count(printed, "succeeded\thttp"));
        var zip = Assert.Single(new DirectoryInfo(_folder["here"]).GetFiles("*.zip"));
        await using var archive = await System.IO.Compression.ZipFile.OpenReadAsync(zip.FullName, Stop);
        Assert.Equal(12, archive.Entries.Count);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", ".."));
}
