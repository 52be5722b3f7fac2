namespace ServerlessOrders.Local.Commands;

/// <summary>Writes progress that comes in words, a line each, at once and in order.</summary>
internal sealed class ConsoleLines(TextWriter output) : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value) => output.WriteLine(value);
}
