using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ServerlessOrders.Tests;

/// <summary>
/// Runs the programs that must be able to read what we write, those of the list <c>tests/programs</c>. A test whose program is missing
/// is left out, and says what to install; on a CI machine (<c>CI=true</c>) it fails.
/// </summary>
internal static class ExternalTool
{
    private static readonly Dictionary<string, string> Packages = File.ReadLines(Path.Combine(Here(), "../programs"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1]);

    /// <summary>What the tool printed; fails where it did not end with 0.</summary>
    public static async Task<string> RunAsync(string tool, params string[] arguments)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.StartInfo.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Leave(tool);
        }

        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var printed = await output;
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)} ended with {process.ExitCode}: {printed} {await errors}");
        return printed;
    }

    /// <summary>Where the tool is; null if it is missing.</summary>
    public static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    /// <summary>Leaves the test out for want of the tool, or fails it.</summary>
    [DoesNotReturn]
    public static void Leave(string tool)
    {
        var what = $"The program {tool} is missing: ./test installs it, or on Debian apt-get install {Packages[tool]}";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)) Assert.Fail(what);
        Assert.Skip(what);
        throw new UnreachableException();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
