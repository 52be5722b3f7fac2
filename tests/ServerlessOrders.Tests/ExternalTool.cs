using System.ComponentModel;
using System.Diagnostics;

namespace ServerlessOrders.Tests;

/// <summary>Runs the programs that must be able to read what we write. A missing one fails the test and says what to install.</summary>
internal static class ExternalTool
{
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["unzip"] = "unzip", ["zipinfo"] = "unzip", ["7z"] = "p7zip-full", ["bsdtar"] = "libarchive-tools", ["python3"] = "python3",
        ["java"] = "default-jdk-headless", ["aria2c"] = "aria2", ["curl"] = "curl", ["bash"] = "bash",
    };

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
        catch (Win32Exception failure)
        {
            Assert.Fail($"'{tool}' cannot be started ({failure.Message}); on Debian: apt-get install {Packages[tool]}");
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
}
