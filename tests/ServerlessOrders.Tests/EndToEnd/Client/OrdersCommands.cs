using ServerlessOrders.Client.Commands;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>The command line <c>orders</c> in this process, which is cheap; <see cref="OrdersProgram"/> is the program itself.</summary>
internal sealed class OrdersCommands(string address, string? token, string settings)
{
    /// <summary>Runs a command to its end.</summary>
    public Task<OrdersRun> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs a command with something on its standard input.</summary>
    public async Task<OrdersRun> RunWithInputAsync(string input, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        using var given = new StringReader(input);
        var code = await CommandLine.RunAsync(arguments, new Surroundings(given, TextWriter.Synchronized(output), TextWriter.Synchronized(error), Variable));
        return new OrdersRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must end well, and returns what it printed.</summary>
    public async Task<string> SayAsync(params string[] arguments) => (await RunAsync(arguments)).Well().Output.Trim();

    /// <summary>Runs a command that must be refused: with a code, in a sentence that says why.</summary>
    public async Task RefusedAsync(int code, string why, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.Code == code, $"{string.Join(' ', arguments)}: {run.Code} instead of {code}: {run.Error}{run.Output}");
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The same by another address of the service.</summary>
    public OrdersCommands At(string other) => new(other, token, settings);

    /// <summary>The lines of what was printed.</summary>
    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string? Variable(string name) => name switch
    {
        "ORDERS_URL" => address,
        "ORDERS_TOKEN" => token,
        "ORDERS_CONFIG" => settings,
        _ => null,
    };
}
