using System.CommandLine;
using ServerlessOrders.Security;

namespace ServerlessOrders.Local.Commands;

/// <summary>The options that every command knows: which installation, and which storage.</summary>
internal sealed class CommonOptions
{
    /// <summary>The tenant if none is named.</summary>
    public const string DefaultTenant = "demo";

    /// <summary>A <c>--tenant</c> of a command that reads or changes the catalog.</summary>
    public static Option<string> NewTenant(string description)
    {
        var tenant = new Option<string>("--tenant") { Description = description, DefaultValueFactory = _ => DefaultTenant };
        Rules.Require(tenant, Names.IsTenant, Names.TenantRule);
        return tenant;
    }

    /// <summary><c>--data DIR</c>.</summary>
    public Option<string> Data { get; } = new("--data")
    {
        Description = "Folder of this installation: storage, secret.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".local",
        Recursive = true,
    };

    /// <summary><c>--storage CONNECTION</c>.</summary>
    public Option<string?> Storage { get; } = new("--storage")
    {
        Description = "Storage account to use: its connection string, or its blob address (https://NAME.blob.core.windows.net) to use the "
            + "identity of az login; without it, Azurite is started in the data folder (or shared if it runs already).",
        HelpName = "CONNECTION",
        Recursive = true,
    };
}
