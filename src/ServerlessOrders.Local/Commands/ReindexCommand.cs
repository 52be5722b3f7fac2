using System.CommandLine;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Local.Commands;

/// <summary><c>reindex</c>: makes the index of collections anew, by which searches find items by time and place.</summary>
internal sealed class ReindexCommand(CommonOptions common, TextWriter output, TextWriter error)
{
    private readonly Option<string?> _collection = new("--collection") { Description = "Only this collection.", HelpName = "ID" };

    private readonly Option<string> _tenant = CommonOptions.NewTenant("Tenant whose collections are indexed.");

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } = ["dotnet run --project src/ServerlessOrders.Local -- reindex --collection pictures"];

    public Command Build()
    {
        var command = new Command(
            "reindex",
            "Make the index by time and place anew, and count the products. Imports keep it by themselves; nothing may be imported meanwhile.")
        {
            _collection, _tenant,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = new DataFolder(parsed.GetRequiredValue(common.Data));
        var lines = new ConsoleLines(error);
        await using var storage = await LocalStorage.OpenAsync(data, parsed.GetValue(common.Storage), lines, cancellationToken);
        var catalog = new CatalogStore(storage.Clients);
        var tenant = parsed.GetRequiredValue(_tenant);
        var ids = parsed.GetValue(_collection) is { } only
            ? [(await catalog.FindCollectionAsync(tenant, only, cancellationToken)
                ?? throw new ImportException($"The tenant '{tenant}' has no collection '{only}'; the command collections lists them.")).Id]
            : await catalog.ListCollectionsAsync(tenant, cancellationToken).Select(c => c.Id).ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            await catalog.RebuildIndexAsync(tenant, id, new Steps(lines, id), cancellationToken);
            await output.WriteLineAsync($"{id}: {await catalog.CountItemsAsync(tenant, id, cancellationToken)} products are in the index.");
        }

        return 0;
    }

    /// <summary>A line for every ten thousand products.</summary>
    private sealed class Steps(ConsoleLines lines, string collection) : IProgress<long>
    {
        private const long Interval = 10_000;

        public void Report(long value)
        {
            if (value % Interval == 0) lines.Report($"{collection}: {value} products.");
        }
    }
}
