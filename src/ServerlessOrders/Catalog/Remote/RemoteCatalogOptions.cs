using Microsoft.Extensions.Configuration;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>The STAC APIs from whose collections can be ordered, beside the built-in catalog: section <c>Orders</c> of the configuration.</summary>
internal sealed class RemoteCatalogsOptions
{
    /// <summary>Where they are in the configuration.</summary>
    internal const string Setting = $"{OrdersOptions.Section}:{nameof(Catalogs)}";

    /// <summary>The STAC APIs; none by default.</summary>
    public IList<RemoteCatalogOptions> Catalogs { get; } = [];

    /// <summary>
    /// Reads the catalogs one by one. Bound as a list, one with a value of the wrong type would be passed over without a word
    /// (<see cref="ConfigurationBinder"/>), and its collections would be missing.
    /// </summary>
    /// <exception cref="InvalidOperationException">A value is of the wrong type; the message names the setting.</exception>
    public void Read(IConfiguration configuration)
    {
        foreach (var section in configuration.GetSection(Setting).GetChildren())
        {
            var catalog = section.Get<RemoteCatalogOptions>() ?? new RemoteCatalogOptions();
            catalog.Setting = section.Path;
            Catalogs.Add(catalog);
        }
    }
}

/// <summary>A STAC API (<c>Orders:Catalogs:{n}</c>).</summary>
internal sealed class RemoteCatalogOptions
{
    /// <summary>The most items of a page.</summary>
    internal const int MaxPageItems = ICatalog.PageScan;

    /// <summary>The address of its landing page, such as <c>https://earth-search.aws.element84.com/v1</c>. Nothing else than what has its scheme, host and port is asked.</summary>
    public string Address { get; set; } = "";

    /// <summary>The ids of the collections that can be ordered from, at least one.</summary>
    public IList<string> Collections { get; } = [];

    /// <summary>The tenants that have these collections; none for all tenants.</summary>
    public IList<string> Tenants { get; } = [];

    /// <summary>The header that carries <see cref="Secret"/>.</summary>
    public string Header { get; set; } = "Authorization";

    /// <summary>The value of <see cref="Header"/>, such as <c>Bearer ...</c>; empty if the API is open.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Whether its host may have a private or loopback address. Files from such a host stay refused.</summary>
    public bool PrivateAddress { get; set; }

    /// <summary>How many items are asked for at once, 1 to 1000. Default 100: hosts bound the bytes of an answer.</summary>
    public int PageItems { get; set; } = 100;

    /// <summary>The most items that one selection of a collection may have it send. Default 10,000.</summary>
    public int MaxItems { get; set; } = 10_000;

    /// <summary>Where it stands in the configuration, such as <c>Orders:Catalogs:0</c>.</summary>
    internal string Setting { get; set; } = $"{RemoteCatalogsOptions.Setting}:0";

    /// <summary>The address as one that paths are appended to.</summary>
    internal Uri Root => new(Address.TrimEnd('/') + "/");

    /// <summary>True if a tenant has its collections.</summary>
    internal bool Serves(string tenant) => Tenants.Count == 0 || Tenants.Contains(tenant);
}
