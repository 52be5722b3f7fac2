using System.CommandLine;
using ServerlessOrders.Local.Imports;

namespace ServerlessOrders.Local.Commands;

/// <summary>
/// <c>import</c>: makes products that can be ordered out of STAC documents, a folder or a blob container. Exit codes: 0 all came in,
/// 2 something was left out, 1 nothing came in.
/// </summary>
internal sealed class ImportCommand(CommonOptions common, TextWriter output, TextWriter error)
{
    /// <summary>The command's name.</summary>
    public const string Name = "import";

    private readonly Argument<string?> _path = new("PATH")
    {
        Description = "STAC document (Item, ItemCollection, Collection or Catalog): a file, a pipe, - for standard input, or an https "
            + "address on a host of Orders:ExternalHosts; or a folder. None with --container for a container that exists.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _collection = new("--collection")
    {
        Description = "Collection of the products; of STAC, of those that name none. Without it what the document says, or the first folder of each file.",
        HelpName = "ID",
    };

    private readonly Option<string> _tenant = CommonOptions.NewTenant("Tenant that gets the products.");

    private readonly Option<bool> _archive = new("--archive")
    {
        Description = "Put uploaded files into the Archive tier: orders rehydrate them.",
    };

    private readonly Option<string?> _container = new("--container")
    {
        Description = "Blob container: by itself, the one whose blobs become products; otherwise the one that gets uploaded files.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "With --container alone: only blobs whose names begin with this.",
        HelpName = "TEXT",
    };

    private readonly Option<bool> _stac = new("--stac") { Description = "Import the STAC documents of a folder." };

    private readonly Option<bool> _files = new("--files")
    {
        Description = "Make every file of a folder a product, STAC documents too.",
    };

    private readonly Option<string?> _base = new("--base")
    {
        Description = "Base of the relative addresses of assets, if neither the document's place nor a self link gives one.",
        HelpName = "URL",
    };

    private readonly Option<bool> _upload = new("--upload")
    {
        Description = "Upload the files that lie beside STAC documents and that they name by relative addresses.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check everything and say what would be done; write nothing." };

    private readonly Option<bool> _json = new("--json") { Description = "Print the outcome as one JSON object." };

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } =
    [
        "dotnet run --project src/ServerlessOrders.Local -- import ~/pictures --collection pictures",
        "dotnet run --project src/ServerlessOrders.Local -- import items.json --dry-run",
        "dotnet run --project src/ServerlessOrders.Local -- import /data/catalog.json --upload --archive",
        "curl -s https://host/search?limit=100 | dotnet run --project src/ServerlessOrders.Local -- import - --json",
        "dotnet run --project src/ServerlessOrders.Local -- import --container landsat --prefix 2024/ --storage \"...\"",
    ];

    /// <summary>The command.</summary>
    public Command Build()
    {
        Rules.Require(_base, text => text is null || Importer.AddressOf(text) is not null, "an http or https address");
        var command = new Command(Name, "Import products; while the server runs, it offers them at once.")
        {
            _path, _collection, _tenant, _archive, _container, _prefix, _stac, _files, _base, _upload, _dryRun, _json,
        };
        command.Validators.Add(result =>
        {
            var path = result.GetValue(_path);
            var isFolder = path is not null && Directory.Exists(path);
            if (path is null && result.GetValue(_container) is null) result.AddError("Name a document or folder to import, or a --container.");
            if (path is not null && result.GetValue(_prefix) is not null) result.AddError("--prefix goes with --container alone.");
            if (result.GetValue(_archive) && !isFolder && !result.GetValue(_upload)) result.AddError("--archive goes with a folder, or with --upload.");
            if ((result.GetValue(_stac) || result.GetValue(_files)) && !isFolder) result.AddError("--stac and --files go with a folder.");
            if (result.GetValue(_stac) && result.GetValue(_files)) result.AddError("--stac and --files exclude each other.");
            if (result.GetValue(_upload) && (path is null || (isFolder && !result.GetValue(_stac))))
                result.AddError("--upload goes with STAC documents on this machine; of a folder, with --stac.");
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
        var request = new ImportRequest(parsed.GetRequiredValue(_tenant), parsed.GetValue(_path))
        {
            Container = parsed.GetValue(_container),
            Prefix = parsed.GetValue(_prefix),
            Collection = parsed.GetValue(_collection),
            Archive = parsed.GetValue(_archive),
            Folder = parsed.GetValue(_stac) ? FolderKind.Stac : parsed.GetValue(_files) ? FolderKind.Files : FolderKind.Unknown,
            Base = parsed.GetValue(_base) is { } address ? Importer.AddressOf(address) : null,
            Upload = parsed.GetValue(_upload),
            DryRun = parsed.GetValue(_dryRun),
        };
        var result = await ImportDisplay.ShowAsync(error, progress => importer.ImportAsync(request, progress, cancellationToken));
        var report = new ImportReport(result, request.DryRun);
        if (parsed.GetValue(_json)) await report.WriteJsonAsync(output);
        else await report.WriteTextAsync(output, error);
        return report.ExitCode;
    }
}
