using System.Diagnostics;
using ServerlessOrders.Benchmarks.Hosting;

namespace ServerlessOrders.Benchmarks.Rivals;

/// <summary>Another server, running as a process of its own.</summary>
internal sealed class Rival : IAsyncDisposable
{
    private readonly Process _process;

    private Rival(Process process, string address)
    {
        _process = process;
        Address = address;
        Usage = new ProcessUsage(process.Id);
    }

    /// <summary>Where it serves.</summary>
    public string Address { get; }

    /// <summary>What it has used.</summary>
    public ProcessUsage Usage { get; }

    /// <summary>npm archiver; installs its packages at the first start.</summary>
    public static async Task<Rival> StartArchiverAsync(string list, CancellationToken stop)
    {
        var folder = Path.Combine("tests", "ServerlessOrders.Benchmarks", "Rivals", "Archiver");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            using var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = folder })!;
            await install.WaitForExitAsync(stop);
        }

        return await StartAsync("node", [Path.Combine(folder, "server.mjs"), list], stop);
    }

    /// <summary>.NET's ZipArchive: this program again.</summary>
    public static Task<Rival> StartZipArchiveAsync(string list, CancellationToken stop) =>
        StartAsync("dotnet", [typeof(Rival).Assembly.Location, ZipArchiveServer.Command, list], stop);

    /// <summary>A proxy that does nothing but copy: this program again.</summary>
    public static Task<Rival> StartPlainProxyAsync(string list, CancellationToken stop) =>
        StartAsync("dotnet", [typeof(Rival).Assembly.Location, ProxyServer.PlainCommand, list], stop);

    /// <summary>Yarp.ReverseProxy: this program again.</summary>
    public static Task<Rival> StartYarpAsync(string list, CancellationToken stop) =>
        StartAsync("dotnet", [typeof(Rival).Assembly.Location, ProxyServer.YarpCommand, list], stop);

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<Rival> StartAsync(string program, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync(stop)
            ?? throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended at its start.");
        return new Rival(process, address);
    }
}
