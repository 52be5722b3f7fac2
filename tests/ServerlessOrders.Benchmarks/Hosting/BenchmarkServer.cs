using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ServerlessOrders.Local;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>The local host as its user starts it: a process of its own, which starts its Azurite, another process.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private const string Welcome = "http://127.0.0.1:";

    private readonly Process _process;
    private readonly string _data;
    private readonly LocalStorage _storage;

    private BenchmarkServer(Process process, string data, Uri address, LocalStorage storage)
    {
        (_process, _data, _storage) = (process, data, storage);
        Address = address;
        Usage = new ProcessUsage(process.Id);
        using var azurite = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "azurite", "host.json")));
        StorageUsage = new ProcessUsage(azurite.RootElement.GetProperty("pid").GetInt32());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What the host, without Azurite, has used.</summary>
    public ProcessUsage Usage { get; }

    /// <summary>What its Azurite has used.</summary>
    public ProcessUsage StorageUsage { get; }

    /// <summary>Its storage, to put there what is ordered.</summary>
    public StorageClients Storage => _storage.Clients;

    /// <summary>Reaches its storage.</summary>
    public string ConnectionString => _storage.ConnectionString;

    /// <summary>Starts Azurite and the host on free ports.</summary>
    /// <param name="data">Folder of the installation.</param>
    /// <param name="settings">Settings of the host, in the form of environment variables (<c>Orders__MaxSubOrdersPerUser</c>).</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<BenchmarkServer> StartAsync(
        string data, IReadOnlyDictionary<string, string>? settings, CancellationToken stop)
    {
        var process = Start(["--data", data, "--urls", $"{Welcome}0", "--no-sample"], settings);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
            {
                if (line.IndexOf(Welcome, StringComparison.Ordinal) is not (>= 0 and var at)) continue;
                // What is not read stops the process once the pipe is full.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                var address = new Uri(line[at..].Split(' ')[0]);
                return new BenchmarkServer(process, data, address, await LocalStorage.OpenAsync(new DataFolder(data), null, null, stop));
            }

            throw new InvalidOperationException("The local host ended at its start; its own words stand above.");
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    /// <summary>A client that calls as a user of a role.</summary>
    public async Task<BenchmarkClient> SignInAsync(string user, Role role, CancellationToken stop)
    {
        using var process = Start(["token", "--user", user, "--role", $"{role}", "--data", _data], null);
        var token = (await process.StandardOutput.ReadToEndAsync(stop)).Trim();
        await process.WaitForExitAsync(stop);
        return new BenchmarkClient(Address, token);
    }

    /// <summary>SIGTERM, as an operator stops it; takes its Azurite with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await EndAsync(_process);
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            using (Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
                await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static Process Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LocalServer).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        // A line of log for every order would only scroll the figures away.
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
