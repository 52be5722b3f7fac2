using System.CommandLine;
using System.Globalization;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.Output;

namespace ServerlessOrders.Client.Commands;

/// <summary><c>create</c>: orders, and prints the number of the order.</summary>
internal sealed class CreateCommand(CommonOptions common) : ICommandBuilder
{
    private readonly SelectionOptions _selection = new();
    private readonly Option<bool> _basket = new("--basket") { Description = "Order what is in the basket." };
    private readonly Option<string?> _label = new("--label") { Description = "Label of the order, at most 50 characters, unique among yours." };
    private readonly Option<string?> _key = new("--idempotency-key")
    {
        Description = "The same key within a day means the same order; default: made of the request, so that a command that is repeated orders once.",
        HelpName = "KEY",
    };

    /// <inheritdoc/>
    public string[] Examples { get; } =
    [
        "orders create --collection coast-watch --datetime 2024-01-01/2024-02-01",
        "orders search --collection coast-watch --ids-only | orders create --ids -",
        "orders create --basket --label \"Winter 2024\"",
    ];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = _selection.AddTo(new Command("create", "Order products; prints the number of the order."), asArgument: true);
        command.Add(_basket);
        command.Add(_label);
        command.Add(_key);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var client = common.Connect(parsed);
        var ordering = new Ordering(client, common.Surroundings.Error);
        var (label, key) = (parsed.GetValue(_label), parsed.GetValue(_key));
        var id = parsed.GetValue(_basket)
            ? await ordering.OrderBasketAsync(label, key, cancellationToken)
            : await ordering.OrderAsync(await _selection.ReadAsync(parsed, common.Surroundings.Input, cancellationToken), label, key, cancellationToken);
        if (parsed.GetValue(common.Json)) OrderText.WriteJson(common.Output, await client.GetOrderAsync(id, cancellationToken));
        else await common.Output.WriteLineAsync(id.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}

/// <summary><c>quote</c>: what an order would be.</summary>
internal sealed class QuoteCommand(CommonOptions common) : ICommandBuilder
{
    private readonly SelectionOptions _selection = new();
    private readonly Option<bool> _basket = new("--basket") { Description = "Of what is in the basket." };

    /// <inheritdoc/>
    public string[] Examples { get; } = ["orders quote --collection coast-watch --datetime 2024-01-01/2024-02-01", "orders quote --basket"];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = _selection.AddTo(new Command("quote", "Tell what an order would be, without ordering."), asArgument: true);
        command.Add(_basket);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var client = common.Connect(parsed);
        var selection = await _selection.ReadAsync(parsed, common.Surroundings.Input, cancellationToken);
        var request = parsed.GetValue(_basket)
            ? null
            : selection.ToApply() ?? throw new OrdersException(ExitCode.WrongUsage, "A quote takes no query together with --bbox: put the products into the basket, and use orders quote --basket.");
        if (await client.QuoteAsync(request, cancellationToken) is not { } quote)
            throw new OrdersException(ExitCode.WrongUsage, "There is no quote: you have no basket.");
        if (parsed.GetValue(common.Json))
        {
            await common.Output.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(quote, ClientJson.Default.Quote));
            return 0;
        }

        await common.Output.WriteLineAsync($"{Sizes.Count(quote.Files, "file")}, {Sizes.Text(quote.Bytes)}, in {Sizes.Count(quote.SubOrders, "sub-order")}.");
        if (quote.Archived is { Files: > 0 } archived) await common.Output.WriteLineAsync($"{Sizes.Count(archived.Files, "file")}, {Sizes.Text(archived.Bytes)}, must be restored from the archive first.");
        if (quote.External is { Files: > 0 } external) await common.Output.WriteLineAsync($"{Sizes.Count(external.Files, "file")}, {Sizes.Text(external.Bytes)}, from other hosts.");
        if (quote.Estimate is { } estimate) await common.Output.WriteLineAsync($"Ready between {Sizes.Text(estimate.Earliest)} and {Sizes.Text(estimate.Latest)}.");
        await common.Output.WriteLineAsync($"Can be fetched until {Sizes.Text(quote.ExpirationDate)}.");
        if (quote.Note is { } note) await common.Output.WriteLineAsync(Sizes.Clean(note));
        foreach (var lacking in quote.Unavailable) await common.Output.WriteLineAsync($"Cannot be ordered: {Sizes.Clean($"{lacking.Item} {lacking.Asset}: {lacking.Reason}")}");
        return 0;
    }
}
