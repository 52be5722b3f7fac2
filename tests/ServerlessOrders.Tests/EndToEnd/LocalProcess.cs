using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ServerlessOrders.Local;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>The local host as its user starts it: a process of its own.</summary>
internal sealed class LocalProcess : IAsyncDisposable
{
    private const int KeptLines = 500;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log;

    private LocalProcess(Process process, string address, ConcurrentQueue<string> log)
    {
        (_process, _log) = (process, log);
        Address = address;
    }

    /// <summary>The last lines that it logged.</summary>
    public IReadOnlyCollection<string> Log => _log;

    public string Address { get; }

    /// <summary>The most memory it has had so far, in bytes.</summary>
    public long PeakMemory => StatusOf("VmHWM:");

    /// <summary>The memory it has now, in bytes.</summary>
    public long Memory => StatusOf("VmRSS:");

    /// <summary>How many threads it has.</summary>
    public int Threads => (int)(StatusOf("Threads:") / 1024);

    /// <summary>How many files and connections it has open.</summary>
    public int OpenFiles => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    /// <summary>Serves, on a free port, the storage of a data folder.</summary>
    public static Task<LocalProcess> ServeAsync(string data, params (string Name, string Value)[] settings) =>
        ServeAsync(["--data", data, "--no-sample"], settings);

    /// <summary>Serves, on a free port, the storage of a connection string.</summary>
    public static Task<LocalProcess> ServeStorageAsync(string data, string storage, params (string Name, string Value)[] settings) =>
        ServeAsync(["--data", data, "--storage", storage], settings);

    private static async Task<LocalProcess> ServeAsync(string[] arguments, (string Name, string Value)[] settings)
    {
        var process = Start([.. arguments, "--urls", "http://127.0.0.1:0"], settings);
        // Read all the time: a full pipe would hold its logging up.
        var log = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (sender, line) =>
        {
            if (line.Data is null) return;
            log.Enqueue(line.Data);
            while (log.Count > KeptLines) log.TryDequeue(out _);
        };
        process.BeginErrorReadLine();
        var lines = new List<string>();
        var stop = TestContext.Current.CancellationToken;
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            lines.Add(line);
            if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new LocalProcess(process, line[at..].Split(' ')[0].TrimEnd('/', '.'), log);
            }
        }

        await process.WaitForExitAsync(stop);
        throw new InvalidOperationException($"The local host ended: {string.Join('\n', lines.Concat(log))}");
    }

    /// <summary>Runs a command to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments, []);
        var stop = TestContext.Current.CancellationToken;
        var error = process.StandardError.ReadToEndAsync(stop);
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{string.Join(' ', arguments)}: exit code {process.ExitCode}: {output} {await error}");
    }

    /// <summary>Serves in a folder that it cannot serve in; returns the lines that it ends with.</summary>
    public static async Task<IReadOnlyList<string>> FailAsync(string folder, string storage, params (string Name, string Value)[] settings)
    {
        using var process = Start(["--data", Path.Combine(folder, "data"), "--storage", storage, "--urls", "http://127.0.0.1:0"], settings, folder);
        var stop = TestContext.Current.CancellationToken;
        var error = process.StandardError.ReadToEndAsync(stop);
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        Assert.Equal((1, ""), (process.ExitCode, output));
        return (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM, as an operator stops it; takes its Azurite with it where nobody else uses it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Stops it where it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        _process.Dispose();
    }

    private long StatusOf(string name) => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    private static Process Start(string[] arguments, (string Name, string Value)[] settings, string? folder = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LocalServer).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        return process;
    }
}
