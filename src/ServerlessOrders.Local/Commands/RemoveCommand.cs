using System.CommandLine;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Local.Commands;

/// <summary><c>remove</c>: takes products or a whole collection out of the catalog. Files and orders stay.</summary>
internal sealed class RemoveCommand(CommonOptions common, TextWriter output, TextWriter error)
{
    private readonly Option<string> _collection = new("--collection")
    {
        Description = "Collection; without --item all of it.",
        HelpName = "ID",
        Required = true,
    };

    private readonly Option<string[]> _items = new("--item")
    {
        Description = "Product of the collection; may be repeated.",
        HelpName = "ID",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _tenant = CommonOptions.NewTenant("Tenant whose products are removed.");

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be removed; remove nothing." };

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } =
    [
        "dotnet run --project src/ServerlessOrders.Local -- remove --collection pictures --item 2024/a.tif",
        "dotnet run --project src/ServerlessOrders.Local -- remove --collection pictures --dry-run",
    ];

    public Command Build()
    {
        var command = new Command(
            "remove", "Take products out of the catalog; their files stay in the archive, and orders that exist keep what they have.")
        {
            _collection, _items, _tenant, _dryRun,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = new DataFolder(parsed.GetRequiredValue(common.Data));
        await using var storage = await LocalStorage.OpenAsync(
            data, parsed.GetValue(common.Storage), new ConsoleLines(error), cancellationToken);
        var catalog = new CatalogStore(storage.Clients);
        var (tenant, id, dryRun) = (parsed.GetRequiredValue(_tenant), parsed.GetRequiredValue(_collection), parsed.GetValue(_dryRun));
        var collection = await catalog.FindCollectionAsync(tenant, id, cancellationToken)
            ?? throw new ImportException($"The tenant '{tenant}' has no collection '{id}'; the command collections lists them.");
        return parsed.GetRequiredValue(_items) is { Length: > 0 } items
            ? await RemoveAsync(catalog, tenant, collection.Id, items, dryRun, cancellationToken)
            : await RemoveAsync(catalog, tenant, collection.Id, dryRun, cancellationToken);
    }

    private async Task<int> RemoveAsync(CatalogStore catalog, string tenant, string collection, bool dryRun, CancellationToken cancellationToken)
    {
        var count = await catalog.CountItemsAsync(tenant, collection, cancellationToken);
        if (!dryRun)
        {
            var lines = new ConsoleLines(error);
            await catalog.RemoveCollectionAsync(tenant, collection, new Steps(lines, count), cancellationToken);
        }

        await output.WriteLineAsync($"{(dryRun ? "Would remove" : "Removed")} the collection {collection} with {count} products.");
        return 0;
    }

    private async Task<int> RemoveAsync(
        CatalogStore catalog, string tenant, string collection, string[] items, bool dryRun, CancellationToken cancellationToken)
    {
        var missing = 0;
        foreach (var item in items)
        {
            var found = dryRun
                ? await catalog.HasItemAsync(tenant, collection, item, cancellationToken)
                : await catalog.RemoveItemAsync(tenant, collection, item, cancellationToken);
            if (found) continue;
            missing++;
            await error.WriteLineAsync($"The collection {collection} has no product '{item}'.");
        }

        await output.WriteLineAsync($"{(dryRun ? "Would remove" : "Removed")} {items.Length - missing} products of the collection {collection}.");
        return missing == 0 ? 0 : 1;
    }

    /// <summary>A line for every ten thousand products.</summary>
    private sealed class Steps(ConsoleLines lines, long total) : IProgress<long>
    {
        private const long Interval = 10_000;

        public void Report(long value)
        {
            if (value % Interval == 0) lines.Report($"Removed {value} of {total} products.");
        }
    }
}
