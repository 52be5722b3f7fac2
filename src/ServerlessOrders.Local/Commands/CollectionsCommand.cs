using System.CommandLine;
using System.Globalization;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Local.Commands;

/// <summary><c>collections</c>: lists the collections of the catalog.</summary>
internal sealed class CollectionsCommand(CommonOptions common, TextWriter output, TextWriter error)
{
    private readonly Option<string> _tenant = CommonOptions.NewTenant("Tenant whose collections are listed.");

    private readonly Option<bool> _count = new("--count") { Description = "Count the products of each." };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON array." };

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } =
    [
        "dotnet run --project src/ServerlessOrders.Local -- collections --count",
        "dotnet run --project src/ServerlessOrders.Local -- collections --json",
    ];

    public Command Build()
    {
        var command = new Command("collections", "List the collections of products that can be ordered.") { _tenant, _count, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = new DataFolder(parsed.GetRequiredValue(common.Data));
        await using var storage = await LocalStorage.OpenAsync(
            data, parsed.GetValue(common.Storage), new ConsoleLines(error), cancellationToken);
        var catalog = new CatalogStore(storage.Clients);
        var tenant = parsed.GetRequiredValue(_tenant);
        var found = new List<(CatalogCollection Collection, long? Products)>();
        await foreach (var collection in catalog.ListCollectionsAsync(tenant, cancellationToken))
            found.Add((collection, parsed.GetValue(_count) ? await catalog.CountItemsAsync(tenant, collection.Id, cancellationToken) : null));

        if (parsed.GetValue(_json))
            await output.WriteLineAsync(CatalogJson.Write(found.Select(f => new { f.Collection.Id, f.Collection.Title, f.Collection.Urn, f.Products })));
        else if (found.Count == 0)
            await output.WriteLineAsync($"The tenant '{tenant}' has no collections.");
        else if (parsed.GetValue(_count))
            await TextTable.WriteAsync(
                output, ["ID", "PRODUCTS", "TITLE"], [.. found.Select(f => new[] { f.Collection.Id, Number(f.Products), f.Collection.Title })]);
        else
            await TextTable.WriteAsync(output, ["ID", "TITLE"], [.. found.Select(f => new[] { f.Collection.Id, f.Collection.Title })]);
        return 0;
    }

    private static string Number(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";
}
