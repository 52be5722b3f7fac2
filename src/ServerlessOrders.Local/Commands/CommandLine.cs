using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Local.Azurite;

namespace ServerlessOrders.Local.Commands;

/// <summary>
/// The command line of the local host. Exit codes: 0 done, 1 failed (one line on standard error says why), 2 wrong usage; of
/// <c>import</c>, wrong usage is 1 too, as 2 means that something was left out.
/// </summary>
public static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    // Azurite may be saving large tables when it is told to stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Runs a command line to its end; Ctrl-C and SIGTERM end it cleanly.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var parsed = Build(output, error).Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopTimeout,
        };
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync(problem.Message);
            await error.WriteLineAsync("--help tells how to use it.");
            return parsed.CommandResult.Command.Name == ImportCommand.Name ? Failed : WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped before the end.");
            return Failed;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync(Explain(e) ?? $"An internal error, please report it: {e}");
            return Failed;
        }
    }

    private static RootCommand Build(TextWriter output, TextWriter error)
    {
        var common = new CommonOptions();
        var serve = new ServeCommand(common, output, error);
        var root = new RootCommand("ServerlessOrders on this machine: orders of archived files, over HTTP. Without a command it serves.")
        {
            common.Data,
            common.Storage,
        };
        serve.AddTo(root);
        var import = new ImportCommand(common, output, error).Build();
        var token = new TokenCommand(common, output).Build();
        var collections = new CollectionsCommand(common, output, error).Build();
        var search = new SearchCommand(common, output, error).Build();
        var remove = new RemoveCommand(common, output, error).Build();
        var reindex = new ReindexCommand(common, output, error).Build();
        root.Add(import);
        root.Add(collections);
        root.Add(search);
        root.Add(remove);
        root.Add(reindex);
        root.Add(token);
        var examples = new Dictionary<Command, string[]>
        {
            [root] = ServeCommand.Examples,
            [import] = ImportCommand.Examples,
            [collections] = CollectionsCommand.Examples,
            [search] = SearchCommand.Examples,
            [remove] = RemoveCommand.Examples,
            [reindex] = ReindexCommand.Examples,
            [token] = TokenCommand.Examples,
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        return root;
    }

    // What a user can do something about gets its own words; anything else is a fault of ours and keeps its trace.
    private static string? Explain(Exception e) => e switch
    {
        // What npm said comes with its message.
        AzuriteException => e.Message,
        IOException io when DiskFull.IsCauseOf(io) => $"The disk is full: {FirstLine(e.Message)}",
        _ when SettingFault.Explain(e) is { } setting => setting,
        ImportException or FormatException or IOException or UnauthorizedAccessException => FirstLine(e.Message),
        OptionsValidationException invalid => $"The settings cannot be used: {string.Join(' ', invalid.Failures)}",
        Azure.RequestFailedException failed => $"The storage account refused or did not answer: {FirstLine(failed.Message)}",
        AggregateException { InnerException: Azure.RequestFailedException failed } => $"The storage account does not answer: {FirstLine(failed.Message)}",
        _ => null,
    };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
