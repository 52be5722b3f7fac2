using System.Diagnostics;
using System.Text.Json;

namespace ServerlessOrders.Local.Azurite;

/// <summary>How the Azurite of a folder is started.</summary>
/// <param name="installation">What is started.</param>
/// <param name="folder">Its folder.</param>
/// <param name="inMemory">Keep nothing on disk, and end with this process.</param>
/// <param name="accounts">Its accounts.</param>
/// <param name="key">The key of each.</param>
internal sealed class AzuriteLaunch(
    AzuriteInstallation installation, string folder, bool inMemory, IReadOnlyList<string> accounts, string key)
{
    /// <summary>The log of the Azurite of a folder.</summary>
    public static string LogOf(string folder) => Path.Combine(folder, "log");

    /// <summary>Starts a host in a session of its own; it touches nothing before it is told to (<see cref="AzuriteHost.OpenAsync"/>).</summary>
    /// <exception cref="AzuriteException">It could not be started.</exception>
    public async Task<AzuriteHostAddress> RunAsync(AzuritePorts ports, CancellationToken cancellationToken)
    {
        var instance = Guid.NewGuid().ToString("N");
        List<string> arguments =
        [
            installation.Host, "launch", LogOf(folder), instance, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobPort", $"{ports.Blob}", "--queuePort", $"{ports.Queue}", "--tablePort", $"{ports.Table}",
        ];
        arguments.AddRange(inMemory ? ["--inMemoryPersistence"] : ["--location", folder]);
        var start = new ProcessStartInfo(installation.Node, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Another account or a database named there would not be this folder's.
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', accounts.Select(account => $"{account}:{key}"));
        start.Environment.Remove("AZURITE_DB");
        if (inMemory) start.Environment["SERVERLESS_ORDERS_WATCH"] = $"{Environment.ProcessId}";

        using var launcher = Process.Start(start) ?? throw new AzuriteException("Node.js could not be started.");
        var error = launcher.StandardError.ReadToEndAsync(cancellationToken);
        var answer = await launcher.StandardOutput.ReadToEndAsync(cancellationToken);
        await launcher.WaitForExitAsync(cancellationToken);
        if (launcher.ExitCode != 0) throw new AzuriteException($"Azurite could not be started: {(await error).Trim()}");
        var launched = JsonSerializer.Deserialize<Launched>(answer, JsonSerializerOptions.Web)!;
        return new AzuriteHostAddress(instance, launched.Port, launched.Pid);
    }

    private sealed record Launched(int Pid, int Port);
}
