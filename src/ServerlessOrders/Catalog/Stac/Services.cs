namespace ServerlessOrders.Catalog.Stac;

/// <summary>Assets that are addresses of services, as catalogs put them beside the files: tiles, viewers, OGC services.</summary>
internal static class Services
{
    private static readonly string[] Pages = ["text/html", "application/xhtml+xml"];

    private static readonly string[] Types =
        ["application/vnd.ogc.w", "application/vnd.ogc.se_xml", "application/vnd.oai.openapi", "application/vnd.mapbox.tile"];

    /// <summary>
    /// True for an asset that stands for no file. A role that names a file (<c>data</c>, of a page also <c>metadata</c>) is believed
    /// more than the rest.
    /// </summary>
    public static bool Is(IReadOnlyCollection<string> roles, string? type, string href)
    {
        if (roles.Contains("data")) return false;
        if (roles.Contains("tiles") || IsTemplate(href)) return true;
        if (href.Split('?', '#')[0].EndsWith("/tilejson.json", StringComparison.OrdinalIgnoreCase)) return true;
        if (type is null) return false;
        if (type.Contains("tilejson", StringComparison.OrdinalIgnoreCase)) return true;
        if (Types.Any(known => type.StartsWith(known, StringComparison.OrdinalIgnoreCase))) return true;
        return !roles.Contains("metadata") && Pages.Any(page => type.StartsWith(page, StringComparison.OrdinalIgnoreCase));
    }

    // https://host/{z}/{x}/{y}.png
    private static bool IsTemplate(string href) =>
        href.Contains("{x}", StringComparison.OrdinalIgnoreCase) && href.Contains("{y}", StringComparison.OrdinalIgnoreCase);
}
