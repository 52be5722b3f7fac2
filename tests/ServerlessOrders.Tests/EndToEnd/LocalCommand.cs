using ServerlessOrders.Local.Commands;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>
/// A command of the local host through the same door as its program, without a start of its own: for what a test needs before it
/// begins. <see cref="LocalProcess.RunAsync"/> runs the program.
/// </summary>
internal static class LocalCommand
{
    /// <summary>Runs a command to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return code == 0
            ? output.ToString()
            : throw new InvalidOperationException($"{string.Join(' ', arguments)}: exit code {code}: {output} {error}");
    }
}
