using System.Text;

namespace ServerlessOrders.Client.Output;

/// <summary>
/// A console that speaks UTF-8 while the program runs, on Windows too, whose own code page holds neither all names of files nor JSON.
/// </summary>
internal sealed class Utf8Console : IDisposable
{
    private readonly (Encoding Input, Encoding Output)? _before;

    public Utf8Console()
    {
        if (!OperatingSystem.IsWindows()) return;
        _before = (Console.InputEncoding, Console.OutputEncoding);
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        (Console.InputEncoding, Console.OutputEncoding) = (utf8, utf8);
    }

    /// <summary>Leaves the console to the next program as it was.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows() && _before is { } before) (Console.InputEncoding, Console.OutputEncoding) = before;
    }
}
