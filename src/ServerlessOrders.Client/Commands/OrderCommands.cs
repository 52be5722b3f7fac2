using System.CommandLine;
using System.Globalization;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.Fetch;
using ServerlessOrders.Client.Output;

namespace ServerlessOrders.Client.Commands;

/// <summary>The argument ORDER.</summary>
internal static class OrderArgument
{
    /// <summary>A new one, for one command.</summary>
    public static Argument<long> New()
    {
        var argument = new Argument<long>("ORDER") { Description = "Number of the order." };
        argument.Validators.Add(result =>
        {
            if (!long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id < 1)
                result.AddError($"'{result.Tokens[0].Value}' is not the number of an order; orders list shows them.");
        });
        return argument;
    }
}

/// <summary><c>list</c>: the caller's orders.</summary>
internal sealed class ListCommand(CommonOptions common) : ICommandBuilder
{
    private readonly Option<string[]> _status = new("--status") { Description = "Only orders of this status; may be repeated.", DefaultValueFactory = _ => [] };

    /// <inheritdoc/>
    public string[] Examples { get; } = ["orders list", "orders list --status RUNNING --json"];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command("list", "List your orders, newest first.") { _status };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        await foreach (var order in common.Connect(parsed).ListOrdersAsync(parsed.GetValue(_status) ?? [], cancellationToken))
        {
            if (parsed.GetValue(common.Json)) OrderText.WriteJson(common.Output, order);
            else rows.Add(Row(order.Content));
        }

        if (parsed.GetValue(common.Json)) return 0;
        if (rows.Count == 0) await common.Output.WriteLineAsync("There are no orders.");
        else TextTable.Write(common.Output, ["ORDER", "STATUS", "READY", "FETCHABLE", "FILES", "SIZE", "EXPIRES", "LABEL"], rows);
        return 0;
    }

    private static string[] Row(Order order) =>
    [
        Text(order.Id), order.Status, $"{order.PercentCompleted}%", Text(order.AvailableFilesCount), Text(order.FilesCount), Sizes.Text(order.FilesSize),
        Sizes.Text(order.ExpirationDate), order.Label,
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary><c>show</c>: one order.</summary>
internal sealed class ShowCommand(CommonOptions common) : ICommandBuilder
{
    private readonly Argument<long> _order = OrderArgument.New();

    /// <inheritdoc/>
    public string[] Examples { get; } = ["orders show 42", "orders show 42 --json"];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command("show", "Show an order.") { _order };
        command.SetAction(async (parsed, stop) =>
        {
            var order = await common.Connect(parsed).GetOrderAsync(parsed.GetRequiredValue(_order), stop);
            if (parsed.GetValue(common.Json)) OrderText.WriteJson(common.Output, order);
            else OrderText.Write(common.Output, order);
            return 0;
        });
        return command;
    }
}

/// <summary><c>watch</c>: a line per change, until the order ends.</summary>
internal sealed class WatchCommand(CommonOptions common) : ICommandBuilder
{
    private readonly Argument<long> _order = OrderArgument.New();
    private readonly Option<TimeSpan?> _wait = Durations.Option("--wait", "How long to watch at most, such as 3d; default: 7d, as long as an order lives.");

    /// <inheritdoc/>
    public string[] Examples { get; } = ["orders watch 42 && orders get 42", "orders watch 42 --wait 3d --json"];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command("watch", "Follow an order until all its files are prepared; it waits while files that nobody has fetched take all its places.") { _order, _wait };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var isJson = parsed.GetValue(common.Json);
        var client = common.Connect(parsed, parsed.GetValue(_wait) ?? GetCommand.LongestLife);
        var watch = new OrderWatch(client, parsed.GetRequiredValue(_order), new LineWatcher(TextWriter.Null, TimeProvider.System));
        var order = await watch.NowAsync(cancellationToken);
        for (string? last = null; ; order = await watch.NextAsync(cancellationToken))
        {
            var line = $"{order.Status} {order.PercentCompleted} %, {order.AvailableFilesCount} to fetch{(order.Progress?.Reason is { } reason ? ": " + Sizes.Clean(reason) : "")}";
            if (line != last && isJson) OrderText.WriteJson(common.Output, new Resource<Order>(order, watch.Links));
            else if (line != last) await common.Output.WriteLineAsync(line);
            last = line;
            if (order.HasEnded) return (int)OrderText.CodeOf(order);
        }
    }
}

/// <summary>Commands that do one thing with an order: <c>pause</c>, <c>resume</c> and so on.</summary>
internal sealed class OrderActionCommand(CommonOptions common, string name, string description, OrderAction action) : ICommandBuilder
{
    private readonly Argument<long> _order = OrderArgument.New();

    /// <inheritdoc/>
    public string[] Examples { get; } = [$"orders {name} 42"];

    /// <summary>All of them.</summary>
    public static IEnumerable<ICommandBuilder> All(CommonOptions common) =>
    [
        new OrderActionCommand(common, "pause", "Begin no further sub-order; files that are ready can still be fetched.", OrderAction.Pause),
        new OrderActionCommand(common, "resume", "Go on with a paused order.", OrderAction.Resume),
        new OrderActionCommand(common, "cancel", "End an order, also one that is at work; its files go.", OrderAction.Cancel),
        new OrderActionCommand(common, "delete", "Delete an order that has ended or is paused; its files go.", OrderAction.Delete),
        new OrderActionCommand(common, "retry", "Prepare the files in error again.", OrderAction.Retry),
        new OrderActionCommand(common, "restart", "Order the same selection anew; prints the number of the new order.", OrderAction.Restart),
    ];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command(name, description) { _order };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var client = common.Connect(parsed);
        var id = parsed.GetRequiredValue(_order);
        var before = await client.GetOrderAsync(id, cancellationToken);
        if (action.Rel is { } rel ? before.Href(rel) is null : before.Content.Status == OrderStatuses.Deleted)
            throw new OrdersException(ExitCode.WrongUsage, $"Order {id} is {before.Content.Status}: it cannot be {action.Done} now.");
        // With a key of its own it may be sent again if the line breaks, and is done once.
        var after = await client.ActAsync(id, action, action == OrderAction.Restart ? Guid.NewGuid().ToString("N") : null, cancellationToken);
        if (parsed.GetValue(common.Json)) OrderText.WriteJson(common.Output, after ?? await client.GetOrderAsync(id, cancellationToken));
        else if (action == OrderAction.Restart && after is not null) await common.Output.WriteLineAsync(after.Content.Id.ToString(CultureInfo.InvariantCulture));
        else await common.Output.WriteLineAsync($"Order {id} is {action.Done}.");
        return 0;
    }
}

/// <summary><c>extend</c>: keeps the files for longer.</summary>
internal sealed class ExtendCommand(CommonOptions common) : ICommandBuilder
{
    private readonly Argument<long> _order = OrderArgument.New();
    private readonly Option<TimeSpan?> _for = Durations.Option("--for", "How long from now, such as 5d.");

    /// <inheritdoc/>
    public string[] Examples { get; } = ["orders extend 42 --for 5d"];

    /// <inheritdoc/>
    public Command Build()
    {
        _for.Required = true;
        var command = new Command("extend", "Keep the files of an order for longer.") { _order, _for };
        command.SetAction(async (parsed, stop) =>
        {
            var client = common.Connect(parsed);
            var id = parsed.GetRequiredValue(_order);
            if ((await client.GetOrderAsync(id, stop)).Href("extend") is null)
                throw new OrdersException(ExitCode.WrongUsage, $"Order {id} cannot be extended: it is over, at its longest already, or this service does not extend.");
            await client.ExtendAsync(id, parsed.GetValue(_for)!.Value, stop);
            var order = await client.GetOrderAsync(id, stop);
            if (parsed.GetValue(common.Json)) OrderText.WriteJson(common.Output, order);
            else await common.Output.WriteLineAsync($"Order {id} now expires {Sizes.Text(order.Content.ExpirationDate)}.");
            return 0;
        });
        return command;
    }
}
