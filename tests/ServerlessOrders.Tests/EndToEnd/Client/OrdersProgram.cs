using System.Diagnostics;
using System.Text.Json;
using ServerlessOrders.Client.Commands;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>The program <c>orders</c> as its user starts it: a process of its own, with a service, a token and a folder of settings.</summary>
internal sealed class OrdersProgram(string address, string? token, string settings)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The published file to run; the built program if none is named.</summary>
    public string? Published { get; init; }

    /// <summary>Runs it to its end.</summary>
    public async Task<OrdersRun> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process);
    }

    /// <summary>Runs it with something on its standard input.</summary>
    public async Task<OrdersRun> RunWithInputAsync(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    /// <summary>Ends it by SIGKILL as soon as something has happened; false if it ended before.</summary>
    public async Task<bool> KillWhenAsync(Func<bool> happened, params string[] arguments)
    {
        using var process = Start(arguments);
        var end = EndAsync(process);
        while (!happened() && !end.IsCompleted) await Task.Delay(5, Stop);
        if (end.IsCompleted) return false;
        process.Kill();
        await end;
        return true;
    }

    /// <summary>Runs a command that must be refused: with a code, and one sentence, which it returns.</summary>
    public async Task<string> RefusedAsync(int code, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.Code == code, $"{string.Join(' ', arguments)}: {run.Code} instead of {code}: {run.Error}");
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        return run.Error;
    }

    private static async Task<OrdersRun> EndAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var error = process.StandardError.ReadToEndAsync(Stop);
        try
        {
            await process.WaitForExitAsync(Stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return new OrdersRun(process.ExitCode, await output, await error);
    }

    private Process Start(string[] arguments)
    {
        var (file, first) = Published is { } published ? (published, Array.Empty<string>()) : ("dotnet", [typeof(CommandLine).Assembly.Location]);
        var start = new ProcessStartInfo(file, [.. first, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ORDERS_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["ORDERS_URL"] = address;
        start.Environment["ORDERS_CONFIG"] = settings;
        if (token is not null) start.Environment["ORDERS_TOKEN"] = token;
        return Process.Start(start)!;
    }
}

/// <summary>How a run ended.</summary>
internal sealed record OrdersRun(int Code, string Output, string Error)
{
    /// <summary>The events of <c>--json</c>.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Fails unless it ended well.</summary>
    public OrdersRun Well()
    {
        Assert.True(Code == 0, $"It ended with {Code}: {Output} {Error}");
        return this;
    }
}
