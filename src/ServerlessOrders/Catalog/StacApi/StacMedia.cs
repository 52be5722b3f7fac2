namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Names that the documents of the STAC API have in common.</summary>
internal static class StacMedia
{
    /// <summary>The version of the documents that are made here; imported ones keep theirs.</summary>
    public const string Version = "1.1.0";

    /// <summary>The media type of catalogs and collections.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of items and lists of them.</summary>
    public const string GeoJson = "application/geo+json";

    /// <summary>https://github.com/stac-extensions/storage</summary>
    public const string StorageExtension = "https://stac-extensions.github.io/storage/v2.0.0/schema.json";

    /// <summary>https://github.com/stac-extensions/order</summary>
    public const string OrderExtension = "https://stac-extensions.github.io/order/v1.1.0/schema.json";

    /// <summary>https://github.com/stac-extensions/timestamps</summary>
    public const string TimestampsExtension = "https://stac-extensions.github.io/timestamps/v1.1.0/schema.json";

    /// <summary>https://github.com/stac-extensions/file</summary>
    public const string FileExtension = "https://stac-extensions.github.io/file/v2.1.0/schema.json";
}
