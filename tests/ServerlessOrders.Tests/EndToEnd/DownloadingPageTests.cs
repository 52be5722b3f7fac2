using System.Text.RegularExpressions;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>
/// The commands of docs/downloading.md, each as it stands there, over a line that is cut every 50 MB; for aria2, which spreads
/// the 300 MB over several connections, every 20 MB.
/// </summary>
public sealed partial class DownloadingPageTests(ITestOutputHelper output) : IDisposable
{
    private const long CutAfter = 50_000_000;
    private const long CutOneOfManyAfter = 20_000_000;

    /// <summary>What a browser's file handle does, by node.</summary>
    private const string Sink = """
        import { open } from 'node:fs/promises';
        const file = await open('order.zip', 'w');
        const sink = {
          truncate: (length) => file.truncate(length),
          write: ({ position, data }) => file.write(data, 0, data.length, position),
        };
        const { BASE, ORDER, TOKEN } = process.env;
        await fetchZip(`${BASE}/user/orders/${ORDER}/download`, TOKEN, sink);
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public async Task EveryCommand_OverALineThatIsCut_FetchesTheSameBytes()
    {
        var archive = SampleArchive.Create(_folder["archive"], count: 40, bytes: 300_000_000, largest: 130_000_000);
        var data = _folder["data"];
        await using var server = await LocalProcess.ServeAsync(
            data, ("Orders__SubOrderMaxBytes", "1000000000"), ("Orders__MaxSubOrdersPerUser", "100"));
        await LocalProcess.RunAsync("import", _folder["archive"], "--collection", "survey", "--data", data);
        var token = (await LocalProcess.RunAsync(
            "token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();
        using var client = new ApiClient(server.Address, token);
        var page = await File.ReadAllTextAsync(PagePath(), Stop);
        await using var line = new CuttingProxy(new Uri(server.Address), CutAfter);
        await using var worseLine = new CuttingProxy(new Uri(server.Address), CutOneOfManyAfter);

        var blocks = CodeBlock().Matches(page).Select(block => (Language: block.Groups[1].Value, Text: block.Groups[2].Value)).ToList();
        Assert.Equal(["bash", "bash", "bash", "bash", "bash", "python", "javascript"], blocks.Select(block => block.Language));
        foreach (var (language, text) in blocks)
        {
            var id = await client.OrderAsync("datasetUrn:survey");
            await client.UntilAsync(id, OrderJson.Ended, TimeSpan.FromMinutes(3));
            var folder = _folder[$"order-{id}"];
            Directory.CreateDirectory(folder);
            var proxy = text.Contains("aria2c", StringComparison.Ordinal) ? worseLine : line;
            var cutsBefore = proxy.Cuts;

            await RunAsync(language, text, folder, proxy.Address, id, token);

            // Nothing is left to fetch: every byte was sent, and that is known at once.
            var order = await client.GetOrderAsync(id);
            output.WriteLine($"{text.Split('\n')[0]}: {proxy.Cuts - cutsBefore} cuts, {order.Available()} files left");
            Assert.InRange(proxy.Cuts - cutsBefore, 2, 100);
            Assert.Equal(0, order.Available());
            Assert.Equal(archive.Files.Values.Order(StringComparer.Ordinal), (await FilesAsync(client, folder, id)).Order(StringComparer.Ordinal));
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(string language, string text, string folder, string address, long order, string token)
    {
        var extension = language switch { "bash" => "sh", "python" => "py", _ => "mjs" };
        var script = _folder[$"command.{extension}"];
        await File.WriteAllTextAsync(script, language == "javascript" ? text + Sink : text, Stop);
        var program = language switch { "bash" => "bash", "python" => "python3", _ => "node" };
        await ExternalTool.RunAsync(
            "bash", "-c", $"cd '{folder}' && export BASE={address} ORDER={order} TOKEN={token} && timeout 300 {program} '{script}'");
    }

    /// <summary>SHA-256 of every file that came; of a ZIP also compared as a whole with the same ZIP over an undisturbed line.</summary>
    private async Task<IEnumerable<string>> FilesAsync(ApiClient client, string folder, long id)
    {
        if (Directory.GetFiles(folder, "*.zip") is not [var zip])
            return Directory.EnumerateFiles(Path.Combine(folder, "files"), "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(SampleArchive.Sha256Of);

        var undisturbed = _folder["undisturbed.zip"];
        Assert.True(await client.FetchAsync($"/user/orders/{id}/download/1", undisturbed));
        Assert.Equal(SampleArchive.Sha256Of(undisturbed), SampleArchive.Sha256Of(zip));
        File.Delete(undisturbed);
        return await Unpackers.All["unzip"](zip);
    }

    private static string PagePath([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "downloading.md");

    [GeneratedRegex(@"^```(bash|python|javascript)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
