using System.CommandLine;
using System.Globalization;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Local.Imports;

namespace ServerlessOrders.Local.Commands;

/// <summary><c>search</c>: lists products of the catalog, found as an order would find them.</summary>
internal sealed class SearchCommand(CommonOptions common, TextWriter output, TextWriter error)
{
    private readonly Argument<string?> _query = new("QUERY")
    {
        Description = "What to find, as in the q of a selection: a product's id, or conditions such as eo:cloud_cover:[0 TO 20]; none for all.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _collection = new("--collection") { Description = "Only products of this collection.", HelpName = "ID" };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "The most products to list, at most 100000.",
        DefaultValueFactory = _ => 20,
    };

    private readonly Option<string> _tenant = CommonOptions.NewTenant("Tenant whose products are searched.");

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per line, one per product." };

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } =
    [
        "dotnet run --project src/ServerlessOrders.Local -- search --collection coast-watch",
        "dotnet run --project src/ServerlessOrders.Local -- search \"datetime:[2024-01-01 TO 2024-02-01]\" --limit 100 --json",
    ];

    public Command Build()
    {
        Rules.Require(_limit, limit => limit is >= 1 and <= 100_000, "1 to 100000");
        var command = new Command("search", "List products that can be ordered.") { _query, _collection, _limit, _tenant, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var tenant = parsed.GetRequiredValue(_tenant);
        var query = Parse(tenant, parsed.GetValue(_query));
        var data = new DataFolder(parsed.GetRequiredValue(common.Data));
        await using var storage = await LocalStorage.OpenAsync(
            data, parsed.GetValue(common.Storage), new ConsoleLines(error), cancellationToken);
        var limit = parsed.GetValue(_limit);
        var found = await ItemsAsync(new CatalogStore(storage.Clients), tenant, parsed.GetValue(_collection), query, cancellationToken)
            .Take(limit + 1).ToListAsync(cancellationToken);
        var shown = found.Take(limit).ToList();
        if (parsed.GetValue(_json))
            foreach (var item in shown) await output.WriteLineAsync(CatalogJson.Write(item));
        else if (shown.Count == 0)
            await output.WriteLineAsync("No product was found.");
        else
            await TextTable.WriteAsync(output, ["COLLECTION", "ID", "TIME", "FILES", "SIZE"], [.. shown.Select(Row)]);
        if (found.Count > limit) await error.WriteLineAsync($"There are more than {limit}: --limit shows more.");
        return 0;
    }

    private static ItemQuery Parse(string tenant, string? text)
    {
        var parameters = text is null ? null : new Dictionary<string, IReadOnlyList<string>> { ["q"] = [text] };
        var parse = SelectionParser.Parse(tenant, new SelectionRequest("legacy", SearchParameters: parameters));
        return parse.Query ?? throw new FormatException($"The query cannot be read: {parse.Error}");
    }

    private static async IAsyncEnumerable<CatalogItem> ItemsAsync(
        CatalogStore catalog,
        string tenant,
        string? collection,
        ItemQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var collections = collection is null
            ? catalog.ListCollectionsAsync(tenant, cancellationToken)
            : new[]
            {
                await catalog.FindCollectionAsync(tenant, collection, cancellationToken)
                    ?? throw new ImportException($"The tenant '{tenant}' has no collection '{collection}'; the command collections lists them."),
            }.ToAsyncEnumerable();
        await foreach (var one in collections)
        {
            string? after = null;
            do
            {
                var page = await catalog.ReadAsync(tenant, one.Id, [query], after, cancellationToken);
                foreach (var item in page.Items) yield return item;
                after = page.Next;
            }
            while (after is not null);
        }
    }

    private static string[] Row(CatalogItem item) =>
    [
        item.Collection,
        item.Id,
        item.Start?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-",
        item.Assets.Count.ToString(CultureInfo.InvariantCulture),
        ImportDisplay.Size(item.Assets.Sum(a => a.Size ?? 0)),
    ];
}
