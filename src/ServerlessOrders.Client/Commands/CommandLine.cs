using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.Output;

namespace ServerlessOrders.Client.Commands;

/// <summary>The command line <c>orders</c>. It ends with an <see cref="ExitCode"/>; a failure is one sentence on standard error.</summary>
public static class CommandLine
{
    /// <summary>Runs a command line to its end; Ctrl-C and SIGTERM end it so that the same command goes on later.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        var (output, error) = (surroundings.Output, surroundings.Error);
        var common = new CommonOptions(surroundings);
        var parsed = Build(common).Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync(problem.Message);
            await error.WriteLineAsync("--help tells how to use it.");
            return (int)ExitCode.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (OrdersException e)
        {
            return await EndAsync(e.Code, e.Message);
        }
        catch (OperationCanceledException)
        {
            return await EndAsync(ExitCode.Stopped, "Stopped; the same command goes on from here.");
        }
        catch (Exception e) when (ServiceConnection.IsLineFault(e, default))
        {
            return await EndAsync(ExitCode.Unreachable, $"The connection broke: {ServiceConnection.Reason(e)}.");
        }
        catch (IOException e)
        {
            return await EndAsync(ExitCode.Failed, e.Message.Split('\n')[0]);
        }

        async Task<int> EndAsync(ExitCode code, string message)
        {
            if (parsed.GetValue(common.Json)) new JsonWatcher(output, TimeProvider.System).Write(new FetchEvent("error", Reason: message, ExitCode: (int)code));
            await error.WriteLineAsync(Sizes.Clean(message));
            return (int)code;
        }
    }

    private static RootCommand Build(CommonOptions common)
    {
        var root = new RootCommand("Orders files of an archive and fetches them, verified, whatever happens to the connection.")
        {
            common.Url, common.Token, common.TokenFile, common.Json,
        };
        var examples = new Dictionary<Command, string[]>
        {
            [root] =
            [
                "orders login --url https://orders.example.org --authority https://login.example.org --client-id orders-cli",
                "orders fetch --collection coast-watch --datetime 2024-01-01/2024-02-01 data",
                "orders get 42 data",
            ],
        };
        ICommandBuilder[] builders =
        [
            new LoginCommand(common), new CollectionsCommand(common), new SearchCommand(common),
            new QuoteCommand(common), new CreateCommand(common), new ListCommand(common), new ShowCommand(common),
            new WatchCommand(common), .. OrderActionCommand.All(common), new ExtendCommand(common),
            new GetCommand(common), new FetchCommand(common), new CompletionCommand(common),
        ];
        foreach (var builder in builders)
        {
            var command = builder.Build();
            root.Add(command);
            examples[command] = builder.Examples;
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        return root;
    }
}

/// <summary>A command of the command line.</summary>
internal interface ICommandBuilder
{
    /// <summary>For the help.</summary>
    string[] Examples { get; }

    /// <summary>The command.</summary>
    Command Build();
}
