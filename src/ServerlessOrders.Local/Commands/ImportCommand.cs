using System.CommandLine;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Local.Imports;
using ServerlessOrders.Security;

namespace ServerlessOrders.Local.Commands;

/// <summary><c>import</c>: makes products that can be ordered out of a STAC document, a folder or a blob container.</summary>
internal sealed class ImportCommand(CommonOptions common, TextWriter output, TextWriter error)
{
    private readonly Argument<string?> _path = new("PATH")
    {
        Description = "STAC JSON file (Item, ItemCollection or Collection), or a folder of files. None with --container for a container that exists.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _collection = new("--collection")
    {
        Description = "Collection of the products; without it what the document says, or the first folder of each file.",
        HelpName = "ID",
    };

    private readonly Option<string> _tenant = new("--tenant")
    {
        Description = "Tenant that gets the products.",
        DefaultValueFactory = _ => CommonOptions.DefaultTenant,
    };

    private readonly Option<bool> _archive = new("--archive")
    {
        Description = "Put the files of a folder into the Archive tier: orders rehydrate them.",
    };

    private readonly Option<string?> _container = new("--container")
    {
        Description = "Blob container: alone the one whose blobs become products, with a folder the one that gets its files.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Of a container only blobs whose names begin so.",
        HelpName = "TEXT",
    };

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } =
    [
        "dotnet run --project src/ServerlessOrders.Local -- import ~/pictures --collection pictures",
        "dotnet run --project src/ServerlessOrders.Local -- import items.json --tenant demo",
        "dotnet run --project src/ServerlessOrders.Local -- import /data/2020 --archive",
        "dotnet run --project src/ServerlessOrders.Local -- import --container landsat --prefix 2024/ --storage \"...\"",
    ];

    /// <summary>The command.</summary>
    public Command Build()
    {
        Rules.Require(_tenant, Names.IsTenant, Names.TenantRule);
        var command = new Command("import", "Import products; while the server runs, it offers them at once.")
        {
            _path, _collection, _tenant, _archive, _container, _prefix,
        };
        command.Validators.Add(result =>
        {
            var path = result.GetValue(_path);
            if (path is null && result.GetValue(_container) is null) result.AddError("Name a file or folder to import, or a --container.");
            if (path is not null && result.GetValue(_prefix) is not null) result.AddError("--prefix goes with --container alone.");
            if (result.GetValue(_archive) && !Directory.Exists(path)) result.AddError("--archive goes with a folder.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = new DataFolder(parsed.GetRequiredValue(common.Data));
        var settings = LocalConfiguration.NewBuilder(await data.ReadSecretAsync(cancellationToken)).Configuration;
        await using var storage = await LocalStorage.OpenAsync(
            data, parsed.GetValue(common.Storage), new ConsoleLines(error), cancellationToken);
        var importer = new Importer(storage.Clients, settings);
        var request = new ImportRequest(
            parsed.GetRequiredValue(_tenant),
            parsed.GetValue(_path),
            parsed.GetValue(_container),
            parsed.GetValue(_prefix),
            parsed.GetValue(_collection),
            parsed.GetValue(_archive));
        var result = await ImportDisplay.ShowAsync(error, progress => importer.ImportAsync(request, progress, cancellationToken));
        foreach (var warning in result.Warnings) await error.WriteLineAsync($"Warning: {warning}");
        await output.WriteLineAsync(Summary(result));
        return 0;
    }

    private static string Summary(ImportResult result)
    {
        var unchanged = result.Unchanged > 0 ? $" {result.Unchanged} of the files were there already." : "";
        return $"Imported {result.Items} products with {result.Files} files ({ImportDisplay.Size(result.Bytes)})"
            + $" into {(result.Collections.Count > 0 ? string.Join(", ", result.Collections) : "no collection")}.{unchanged}";
    }
}
