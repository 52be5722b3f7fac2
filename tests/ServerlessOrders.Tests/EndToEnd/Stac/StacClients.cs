using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ServerlessOrders.Tests.EndToEnd.Stac;

/// <summary>Runs the programs of the folder <c>clients</c>, whose npm packages are installed at the first run in a checkout.</summary>
internal static class StacClients
{
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>
    /// Where the validator finds JSON schemas: ours, or those of the folder that the variable <c>STAC_SCHEMAS</c> names.
    /// </summary>
    public static string Schemas =>
        Environment.GetEnvironmentVariable("STAC_SCHEMAS") is { Length: > 0 } published ? published : Path.Combine(Here(), "clients", "schemas");

    /// <summary>What a program printed as JSON; fails if it did not end with 0.</summary>
    public static async Task<JsonElement> RunAsync(string script, string? token, params string[] arguments)
    {
        await Installed.Value;
        var (exit, output, errors) = await RunAsync("node", [Path.Combine(Here(), "clients", script), .. arguments], token);
        Assert.True(exit == 0, $"{script} ended with {exit}: {errors}{output}");
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task InstallAsync()
    {
        var folder = Path.Combine(Here(), "clients");
        var marker = Path.Combine(folder, "node_modules", ".installed");
        var wanted = await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"));
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker) == wanted) return;
        var (exit, output, errors) = await RunAsync(
            "npm", ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"], null);
        Assert.True(exit == 0, $"npm could not install the STAC clients: {errors}{output}");
        await File.WriteAllTextAsync(marker, wanted);
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string program, IEnumerable<string> arguments, string? token)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        if (token is not null) process.StartInfo.Environment["TOKEN"] = token;
        process.Start();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
