using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ServerlessOrders.Client.Output;

namespace ServerlessOrders.Client.Commands;

/// <summary><c>search</c>: products that can be ordered.</summary>
internal sealed class SearchCommand(CommonOptions common) : ICommandBuilder
{
    private readonly SelectionOptions _selection = new();
    private readonly Option<int> _limit = new("--limit") { Description = "The most products to list.", DefaultValueFactory = _ => 100 };
    private readonly Option<bool> _idsOnly = new("--ids-only") { Description = "Print ids only, one per line, as orders create --ids - reads them." };

    /// <inheritdoc/>
    public string[] Examples { get; } =
    [
        "orders search --collection coast-watch --datetime 2024-01-01/..",
        "orders search \"eo:cloud_cover:[0 TO 20]\" --limit 1000 --json",
        "orders search --collection coast-watch --ids-only | orders create --ids -",
    ];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = _selection.AddTo(new Command("search", "List products that can be ordered."), asArgument: true);
        _limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number > 0)) result.AddError("--limit: a number of products, 1 or more.");
        });
        command.Add(_limit);
        command.Add(_idsOnly);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var client = common.Connect(parsed);
        var selection = await _selection.ReadAsync(parsed, common.Surroundings.Input, cancellationToken);
        var limit = parsed.GetValue(_limit);
        var rows = new List<string[]>();
        var isJson = parsed.GetValue(common.Json);
        await foreach (var product in new CatalogSearch(client).ItemsAsync(selection, limit, isJson, cancellationToken).Take(limit).WithCancellation(cancellationToken))
        {
            if (isJson) await common.Output.WriteLineAsync(product.GetRawText().ReplaceLineEndings(" "));
            else if (parsed.GetValue(_idsOnly)) await common.Output.WriteLineAsync(Sizes.Clean(CatalogSearch.Text(product, "id") ?? ""));
            else rows.Add([CatalogSearch.Text(product, "collection") ?? "-", CatalogSearch.Text(product, "id") ?? "", Time(product), Sizes.Count(Assets(product), "asset")]);
        }

        if (isJson || parsed.GetValue(_idsOnly)) return 0;
        if (rows.Count == 0) await common.Output.WriteLineAsync("No product was found.");
        else TextTable.Write(common.Output, ["COLLECTION", "ID", "TIME", "ASSETS"], rows);
        return 0;
    }

    private static string Time(JsonElement product)
    {
        if (!product.TryGetProperty("properties", out var properties)) return "-";
        var time = CatalogSearch.Text(properties, "datetime") ?? CatalogSearch.Text(properties, "start_datetime");
        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? Sizes.Text(instant) : "-";
    }

    private static int Assets(JsonElement product) =>
        product.TryGetProperty("assets", out var assets) && assets.ValueKind == JsonValueKind.Object ? assets.EnumerateObject().Count() : 0;
}

/// <summary><c>collections</c>: what there is.</summary>
internal sealed class CollectionsCommand(CommonOptions common) : ICommandBuilder
{
    /// <inheritdoc/>
    public string[] Examples { get; } = ["orders collections", "orders collections --json"];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command("collections", "List the collections.");
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        await foreach (var collection in new CatalogSearch(common.Connect(parsed)).CollectionsAsync(cancellationToken))
        {
            if (parsed.GetValue(common.Json)) await common.Output.WriteLineAsync(collection.GetRawText().ReplaceLineEndings(" "));
            else rows.Add([CatalogSearch.Text(collection, "id") ?? "", CatalogSearch.Text(collection, "title") ?? "-"]);
        }

        if (parsed.GetValue(common.Json)) return 0;
        if (rows.Count == 0) await common.Output.WriteLineAsync("There are no collections.");
        else TextTable.Write(common.Output, ["COLLECTION", "TITLE"], rows);
        return 0;
    }
}
