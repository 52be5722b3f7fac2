namespace ServerlessOrders.Client.Commands;

/// <summary>What a command line reads from and writes to.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Variable">A variable of the environment; null if it is not set or empty.</param>
public sealed record Surroundings(TextReader Input, TextWriter Output, TextWriter Error, Func<string, string?> Variable)
{
    /// <summary>Those of this process.</summary>
    public static Surroundings OfThisProcess() => new(
        Console.In, Console.Out, Console.Error, name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null);

    /// <summary>True if somebody looks at the output as it comes.</summary>
    public bool IsTerminal => ReferenceEquals(Output, Console.Out) && !Console.IsOutputRedirected;
}
