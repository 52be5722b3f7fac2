using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.Output;

namespace ServerlessOrders.Client.Commands;

/// <summary><c>search</c>: products that can be ordered.</summary>
internal sealed class SearchCommand(CommonOptions common) : ICommandBuilder
{
    private const int PageSize = 100;

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
        await foreach (var product in FindAsync(client, selection, limit, cancellationToken).Take(limit).WithCancellation(cancellationToken))
        {
            if (parsed.GetValue(common.Json)) await common.Output.WriteLineAsync(product.GetRawText().ReplaceLineEndings(" "));
            else if (parsed.GetValue(_idsOnly)) await common.Output.WriteLineAsync(Sizes.Clean(Id(product)));
            else rows.Add([Text(product, "collection") ?? Text(product, "model") ?? "-", Id(product), Time(product), Sizes.Count(Assets(product), "asset")]);
        }

        if (parsed.GetValue(common.Json) || parsed.GetValue(_idsOnly)) return 0;
        if (rows.Count == 0) await common.Output.WriteLineAsync("No product was found.");
        else TextTable.Write(common.Output, ["COLLECTION", "ID", "TIME", "ASSETS"], rows);
        return 0;
    }

    /// <summary>By the STAC API; conditions in the language of q, and services without one, by REGARDS' search.</summary>
    private static async IAsyncEnumerable<JsonElement> FindAsync(
        OrdersClient client, Selection selection, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isStac = false;
        if (selection.Query is null)
        {
            for (var path = "stac/search?" + selection.ToStac(Math.Min(limit, PageSize)); path is not null;)
            {
                using var page = await client.CatalogAsync(path, cancellationToken);
                if (page is null) break;
                isStac = true;
                foreach (var item in page.RootElement.GetProperty("features").EnumerateArray()) yield return item.Clone();
                path = Next(page.RootElement, client.Connection.Address);
            }
        }

        if (isStac) yield break;
        if (selection.HasPlace) throw new OrdersException(ExitCode.NotFound, "This service searches by place only when it orders; leave out --bbox here.");
        var query = Uri.EscapeDataString(selection.ToQuery());
        for (var (number, pages) = (0, 1L); number < pages; number++)
        {
            var size = Math.Min(limit, PageSize);
            using var page = await client.CatalogAsync($"engines/legacy/dataobjects/search?q={query}&page={number}&size={size}", cancellationToken)
                ?? throw new OrdersException(ExitCode.NotFound, "This service has no search over the network; order by query with orders create.");
            foreach (var entity in page.RootElement.GetProperty("content").EnumerateArray()) yield return entity.GetProperty("content").Clone();
            pages = page.RootElement.GetProperty("metadata").GetProperty("totalPages").GetInt64();
        }
    }

    // Only what stands behind the question mark: requests stay at the address that the user gave.
    internal static string? Next(JsonElement page, Uri service)
    {
        if (!page.TryGetProperty("links", out var links)) return null;
        var next = links.EnumerateArray().FirstOrDefault(link => Text(link, "rel") == "next");
        return next.ValueKind == JsonValueKind.Object && Uri.TryCreate(service, Text(next, "href"), out var address) && address.Query.Length > 1
            ? "stac/search" + address.Query
            : null;
    }

    private static string Id(JsonElement product) => Text(product, "providerId") ?? Text(product, "id") ?? "";

    private static string Time(JsonElement product)
    {
        if (!product.TryGetProperty("properties", out var properties)) return "-";
        var time = Text(properties, "datetime") ?? Text(properties, "start_datetime");
        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? Sizes.Text(instant) : "-";
    }

    private static int Assets(JsonElement product) =>
        (product.TryGetProperty("assets", out var assets) || product.TryGetProperty("files", out assets)) && assets.ValueKind == JsonValueKind.Object
            ? assets.EnumerateObject().Count()
            : 0;

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
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
        var client = common.Connect(parsed);
        var rows = new List<string[]>();
        await foreach (var collection in FindAsync(client, cancellationToken))
        {
            if (parsed.GetValue(common.Json)) await common.Output.WriteLineAsync(collection.GetRawText().ReplaceLineEndings(" "));
            else rows.Add([SearchCommand.Text(collection, "providerId") ?? SearchCommand.Text(collection, "id") ?? "", SearchCommand.Text(collection, "title") ?? SearchCommand.Text(collection, "label") ?? "-"]);
        }

        if (parsed.GetValue(common.Json)) return 0;
        if (rows.Count == 0) await common.Output.WriteLineAsync("There are no collections.");
        else TextTable.Write(common.Output, ["COLLECTION", "TITLE"], rows);
        return 0;
    }

    private static async IAsyncEnumerable<JsonElement> FindAsync(
        OrdersClient client, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isStac = false;
        for (var path = "stac/collections"; path is not null;)
        {
            using var page = await client.CatalogAsync(path, cancellationToken);
            if (page is null) break;
            isStac = true;
            foreach (var collection in page.RootElement.GetProperty("collections").EnumerateArray()) yield return collection.Clone();
            path = SearchCommand.Next(page.RootElement, client.Connection.Address)?.Replace("stac/search", "stac/collections", StringComparison.Ordinal);
        }

        if (isStac) yield break;
        for (var (number, pages) = (0, 1L); number < pages; number++)
        {
            using var page = await client.CatalogAsync($"engines/legacy/datasets/search?page={number}&size=100", cancellationToken)
                ?? throw new OrdersException(ExitCode.NotFound, "This service lists no collections over the network.");
            foreach (var entity in page.RootElement.GetProperty("content").EnumerateArray()) yield return entity.GetProperty("content").Clone();
            pages = page.RootElement.GetProperty("metadata").GetProperty("totalPages").GetInt64();
        }
    }
}
