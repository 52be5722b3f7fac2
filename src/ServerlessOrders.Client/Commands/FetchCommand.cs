using System.CommandLine;
using System.Globalization;
using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Client.Commands;

/// <summary><c>fetch</c>: from a query to files in one line: order, wait, get.</summary>
internal sealed class FetchCommand(CommonOptions common) : ICommandBuilder
{
    private const string NoteName = ".orders-fetch";

    private readonly SelectionOptions _selection = new();
    private readonly GetCommand _get = new(common);
    private readonly Argument<string> _folder = new("DIR") { Description = "Folder for the files; made if it is not there." };
    private readonly Option<string?> _label = new("--label") { Description = "Label of the order, at most 50 characters, unique among yours." };
    private readonly Option<string?> _key = new("--idempotency-key") { Description = "As for orders create.", HelpName = "KEY" };

    /// <inheritdoc/>
    public string[] Examples { get; } =
    [
        "orders fetch --collection coast-watch --datetime 2024-01-01/2024-02-01 data",
        "orders fetch --query \"eo:cloud_cover:[0 TO 20]\" --wait 3d data",
    ];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = _selection.AddTo(
            new Command("fetch", "Order and fetch in one command. Run it again with the same arguments: it goes on with the order that it made and noted in the folder."), asArgument: false);
        command.Add(_folder);
        command.Add(_label);
        command.Add(_key);
        _get.Fetching.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var client = common.Connect(parsed, parsed.GetValue(_get.Fetching.Wait) ?? GetCommand.LongestLife);
        var folder = parsed.GetRequiredValue(_folder);
        var selection = await _selection.ReadAsync(parsed, common.Surroundings.Input, cancellationToken);
        var ordering = new Ordering(client, common.Surroundings.Error);
        var key = parsed.GetValue(_key) ?? selection.Key(client.Connection.Address, parsed.GetValue(_label));
        // Of an order that was made, what the service forgets after a day the folder remembers until all is fetched.
        var note = Path.Combine(folder, NoteName);
        var known = File.Exists(note) ? await File.ReadAllLinesAsync(note, cancellationToken) : [];
        if (known is not [var number, var of, ..] || of != key || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || await ordering.IsGoneAsync(id, cancellationToken))
        {
            MakeWritable(folder);
            id = await OrderAsync(ordering, selection, parsed, note, cancellationToken);
            await File.WriteAllTextAsync(note, string.Create(CultureInfo.InvariantCulture, $"{id}\n{key}\n"), cancellationToken);
        }

        if (!parsed.GetValue(common.Json)) await common.Output.WriteLineAsync($"Order {id}; orders get {id} {folder} goes on with it too.");
        var code = await _get.RunAsync(parsed, client, id, folder, cancellationToken);
        if ((ExitCode)code is ExitCode.Done or ExitCode.Incomplete or ExitCode.Gone) File.Delete(note);
        return code;
    }

    private async Task<long> OrderAsync(Ordering ordering, Selection selection, ParseResult parsed, string note, CancellationToken cancellationToken)
    {
        try
        {
            return await ordering.OrderAsync(selection, parsed.GetValue(_label), parsed.GetValue(_key), cancellationToken);
        }
        catch (OrdersException)
        {
            File.Delete(note);
            throw;
        }
    }

    // Before anything is ordered for it.
    private static void MakeWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, NoteName), []);
        }
        catch (Exception e) when (DiskFaults.Explain(e, folder) is { } explained)
        {
            throw explained;
        }
    }
}
