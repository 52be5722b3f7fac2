using System.CommandLine;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.Fetch;
using ServerlessOrders.Client.Output;
using Spectre.Console;

namespace ServerlessOrders.Client.Commands;

/// <summary><c>get</c>: fetches an order.</summary>
internal sealed class GetCommand(CommonOptions common) : ICommandBuilder
{
    /// <summary>As long as an order lives, if nobody extends it.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(7);

    private readonly Argument<long> _order = OrderArgument.New();
    private readonly Argument<string> _folder = new("DIR") { Description = "Folder for the files; made if it is not there.", DefaultValueFactory = _ => "." };

    /// <summary>How it is fetched.</summary>
    public FetchingOptions Fetching { get; } = new();

    /// <inheritdoc/>
    public string[] Examples { get; } = ["orders get 42 data", "orders get 42 data --wait 3d --connections 8", "orders get 42 --zip", "orders get 42 data --json"];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command(
            "get", "Fetch an order, all of it, as it becomes available. Run it again after any interruption: it goes on at the byte, and fetches nothing twice.")
        {
            _order, _folder,
        };
        Fetching.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(
            parsed, common.Connect(parsed, parsed.GetValue(Fetching.Wait) ?? LongestLife), parsed.GetRequiredValue(_order), parsed.GetRequiredValue(_folder), stop));
        return command;
    }

    /// <summary>Fetches an order, and tells how it went.</summary>
    public async Task<int> RunAsync(ParseResult parsed, OrdersClient client, long id, string folder, CancellationToken cancellationToken)
    {
        var options = new FetchOptions(parsed.GetValue(Fetching.Connections));
        var isZip = parsed.GetValue(Fetching.Zip);
        var isJson = parsed.GetValue(common.Json);
        var path = Path.GetFullPath(folder);
        var result = isJson ? await FetchAsync(new JsonWatcher(common.Output, TimeProvider.System))
            : !common.Surroundings.IsTerminal || parsed.GetValue(Fetching.Plain) ? await FetchAsync(new LineWatcher(common.Output, TimeProvider.System))
            : await BarWatcher.ShowAsync(AnsiConsole.Console, FetchAsync);
        var code = CodeOf(result);
        var end = Sentence(result, folder, isZip);
        if (isJson) new JsonWatcher(common.Output, TimeProvider.System).Write(new FetchEvent("end", id, Files: result.Files, Reason: end, ExitCode: (int)code));
        else await (code == ExitCode.Done ? common.Output : common.Surroundings.Error).WriteLineAsync(end);
        return (int)code;

        Task<FetchResult> FetchAsync(IFetchWatcher watcher) => isZip
            ? new ZipFetch(client, options, watcher).RunAsync(id, path, cancellationToken)
            : new OrderFetch(client, options, watcher).RunAsync(id, path, cancellationToken);
    }

    private static ExitCode CodeOf(FetchResult result)
    {
        if (result.Missing.Count > 0) return result.Missing.Max(file => file.Code) is var worst && result.Missing.Any(file => file.Code == ExitCode.InTheWay) ? ExitCode.InTheWay : worst;
        return result.Order.HasEnded && result.Order.Status is not OrderStatuses.Failed ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static string Sentence(FetchResult result, string folder, bool isZip)
    {
        var what = $"{Sizes.Count(result.Files, isZip ? "ZIP" : "file")} of order {result.Order.Id} {(result.Files == 1 ? "is" : "are")} in {folder}";
        if (result.Order.Status == OrderStatuses.Paused) return $"{what}; the order is paused: orders resume {result.Order.Id}, and the same command goes on.";
        if (result.Missing is [var first, ..]) return $"{what}; {Sizes.Count(result.Missing.Count, "file")} could not be fetched, the first {Sizes.Clean(first.Name)}: {Sizes.Clean(first.Reason)}.";
        if (result.Order.Message is { } message) return $"{what}. {Sizes.Clean(message)}";
        return isZip ? $"{what}." : $"{what}, verified.";
    }
}

/// <summary>The options of commands that fetch.</summary>
internal sealed class FetchingOptions
{
    /// <summary><c>--connections</c>.</summary>
    public Option<int> Connections { get; } = new("--connections") { Description = "Transfers at a time, 1 to 32.", DefaultValueFactory = _ => new FetchOptions().Connections };

    /// <summary><c>--wait</c>.</summary>
    public Option<TimeSpan?> Wait { get; } = Durations.Option("--wait", "How long to wait in all, for files and while the connection is broken, such as 3d; default: 7d, as long as an order lives.");

    /// <summary><c>--zip</c>.</summary>
    public Option<bool> Zip { get; } = new("--zip") { Description = "Fetch ZIPs and keep them, one for what is available at a time, instead of single files." };

    /// <summary><c>--plain</c>.</summary>
    public Option<bool> Plain { get; } = new("--plain") { Description = "Plain lines instead of bars, as in a pipe." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        Connections.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number is >= 1 and <= 32)) result.AddError("--connections: 1 to 32.");
        });
        command.Add(Connections);
        command.Add(Wait);
        command.Add(Zip);
        command.Add(Plain);
    }
}
