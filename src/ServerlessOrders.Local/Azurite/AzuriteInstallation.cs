using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessOrders.Local.Azurite;

/// <summary>
/// The pinned Azurite package on this machine: package.json, its lock file and host.cjs, found in the checkout or beside the
/// executable, with the packages installed there once: by the build in a checkout (the project's <c>InstallAzurite</c>), else here.
/// </summary>
internal sealed class AzuriteInstallation
{
    /// <summary>The least version that Azurite is run on here; the same in package.json, README and CI.</summary>
    private const int LeastNode = 20;

    private const string NodeHelp =
        "Install Node.js 20 or newer (https://nodejs.org), which brings npm, or give the connection string of a storage account with --storage.";

    private AzuriteInstallation(string node, string host)
    {
        Node = node;
        Host = host;
    }

    /// <summary>The node executable.</summary>
    public string Node { get; }

    /// <summary>The script that runs Azurite.</summary>
    public string Host { get; }

    /// <summary>Finds Azurite, and installs its packages if that was not done before.</summary>
    /// <exception cref="AzuriteException">Node or npm is missing, or the installation failed.</exception>
    public static async Task<AzuriteInstallation> EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var node = FindOnPath("node") ?? throw new AzuriteException($"Node.js is missing: the local storage emulator Azurite needs it. {NodeHelp}");
        await CheckVersionAsync(node, cancellationToken);
        var folder = FindFolder();
        var expected = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"), cancellationToken)));
        var marker = Path.Combine(folder, "node_modules", ".installed");
        if (!await IsInstalledAsync(marker, expected, cancellationToken))
        {
            await using var one = await FolderLock.AcquireAsync(Path.Combine(folder, "install.lock"), TimeSpan.FromMinutes(15), cancellationToken);
            if (!await IsInstalledAsync(marker, expected, cancellationToken))
            {
                await InstallAsync(folder, progress, cancellationToken);
                await File.WriteAllTextAsync(marker, expected, cancellationToken);
            }
        }

        return new AzuriteInstallation(node, Path.Combine(folder, "host.cjs"));
    }

    private static async Task CheckVersionAsync(string node, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(node, ["--version"]) { RedirectStandardOutput = true })
            ?? throw new AzuriteException($"{node} could not be started. {NodeHelp}");
        var version = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        if (int.TryParse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out var major) && major < LeastNode)
            throw new AzuriteException($"Node.js {version} is too old for the local storage emulator Azurite. {NodeHelp}");
    }

    private static async Task<bool> IsInstalledAsync(string marker, string expected, CancellationToken cancellationToken) =>
        File.Exists(marker) && (await File.ReadAllTextAsync(marker, cancellationToken)).Trim() == expected;

    // In a checkout the sources' folder, so that every configuration and the tests share one installation.
    private static string FindFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var sources = Path.Combine(at.FullName, "src", "ServerlessOrders.Local", "Azurite");
            if (File.Exists(Path.Combine(sources, "host.cjs"))) return sources;
        }

        return Path.Combine(AppContext.BaseDirectory, "Azurite");
    }

    private static async Task InstallAsync(string folder, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var npm = FindOnPath("npm") ?? throw new AzuriteException($"npm is missing: it installs the local storage emulator Azurite. {NodeHelp}");
        progress?.Report("Installing the storage emulator Azurite with npm (once, about 60 MB on disk)...");
        var began = Stopwatch.GetTimestamp();
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"];
        using var process = Process.Start(new ProcessStartInfo(npm, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new AzuriteException("npm could not be started.");
        process.StandardInput.Close();
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var exit = process.WaitForExitAsync(cancellationToken);
            while (await Task.WhenAny(exit, Task.Delay(TimeSpan.FromSeconds(10), cancellationToken)) != exit)
                progress?.Report($"Still installing Azurite: {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, {SizeOf(folder) / 1_000_000} MB so far...");
            await exit;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
            throw new AzuriteException($"npm could not install Azurite (exit code {process.ExitCode}):{Environment.NewLine}{Tail(output)}");
        progress?.Report($"Azurite installed in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s.");
    }

    // npm moves files about while they are counted.
    private static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output) output.AppendLine(line);
    }

    private static string Tail(StringBuilder output)
    {
        lock (output) return output.ToString(Math.Max(0, output.Length - 2000), Math.Min(2000, output.Length)).Trim();
    }

    private static string? FindOnPath(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [$"{program}.exe", $"{program}.cmd"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
