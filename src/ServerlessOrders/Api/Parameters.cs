using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Lists;

namespace ServerlessOrders.Api;

/// <summary>The parameters of the API that the rows of its table read. Those of paths follow from the routes; here is what they mean.</summary>
internal static class Parameters
{
    /// <summary>The placeholders of the routes.</summary>
    public static IReadOnlyList<ApiParameter> OfPaths { get; } =
    [
        Path<long>("orderId", "The order.", 7L),
        Path<long>("datasetId", "The id of a dataset task of the order.", 29360129L),
        Path<long>("filesTaskId", "A sub-order: the filesTaskId of its files.", 29360129L),
        Path<long>("dataFileId", "The file.", 29360129L),
        Path<long>("eventId", "An event of the order: its number, from 1.", 1L),
        Path<string>("zipId", "The version of the ZIP, as Content-Location names it.", "1"),
        Path<string>("collectionId", "The collection.", "coast"),
        Path<string>("itemId", "The item.", "harbour-north"),
        Path<string>("asset", "The name of the file, which changes with its content.", "index-BQ2rXQ6t.js"),
        Path<string>("name", "The setting.", "app_sub_order_duration"),
        Path<string>("aipId", "The ipId of the file.", "URN:AIP:DATA:demo:3f2b8c1e-5d3a-5a55-9d0a-7d1f8f6f4c21:V1"),
        Path<long>("datasetSelectionId", "A dataset selection of the basket.", 1772357400001L),
        Path<DateTimeOffset>("itemsSelectionDate", "The date of the items selection, percent-encoded.", "2026-03-01T09:30:00.000Z"),
    ];

    /// <summary>The filters of lists of all orders.</summary>
    public static IReadOnlyList<ApiParameter> OrderFilters { get; } =
    [
        new("user", typeof(string), "Only orders of exactly this owner.") { Example = "ada@example.org" },
        new("status", typeof(OrderStatus), "Only orders in this status."),
        new("from", typeof(DateTimeOffset), "Only orders created then or later; any offset."),
        new("to", typeof(DateTimeOffset), "Only orders created then or earlier; any offset."),
        new("waitingForUser", typeof(bool), "Only orders that wait for their user, or only those that do not."),
    ];

    /// <summary>A column more of the CSV of orders.</summary>
    public static ApiParameter CsvColumn { get; } = new(
        "with", typeof(string), "One more column at the end: when the first file of the order could be fetched; empty if none could yet, or that was not kept.")
    {
        Values = [OrderCsv.FirstFileDate],
    };

    /// <summary>The format of the catalog's documents.</summary>
    public static ApiParameter Format { get; } = new(
        CatalogParameters.Format, typeof(string), "The format, for clients that name it so. There is but JSON.")
    {
        Values = CatalogParameters.Formats, Default = CatalogParameters.Formats[0],
    };

    /// <summary>What a STAC search reads.</summary>
    public static IReadOnlyList<ApiParameter> StacSearch { get; } =
    [
        new("limit", typeof(int), "Items per page; more than 1000 counts as 1000.") { Minimum = 1, Default = 10 },
        new("bbox", typeof(string), "West, south, east, north in degrees; a west greater than the east crosses the antimeridian.") { Example = "-5,47,0,49" },
        new("datetime", typeof(string), "An instant (RFC 3339), or two with / between; .. for an open end.") { Example = "2026-01-01T00:00:00Z/.." },
        new("ids", typeof(string), "Ids of items, separated by commas.") { Example = "a,b" },
        new("intersects", typeof(string), "A GeoJSON geometry; not together with bbox."),
        new("sortby", typeof(string), "Fields to sort by, separated by commas, - before one for the greatest first. At most 5,000 items are sorted.") { Example = "-datetime" },
        new("fields", typeof(string), "Members of items to answer with, - before one to leave it out.") { Example = "id,properties.datetime,-assets" },
        new("token", typeof(string), "Where the page begins; comes from a next link."),
    ];

    /// <summary>The collections that a STAC search looks into.</summary>
    public static ApiParameter StacCollections { get; } = new("collections", typeof(string), "Ids of collections, separated by commas.") { Example = "coast" };

    /// <summary>The filters of the caller's own orders.</summary>
    public static IReadOnlyList<ApiParameter> OwnOrderFilters { get; } =
    [
        new("label", typeof(string), "Only the order with exactly this label."),
        new("status", typeof(IReadOnlyList<OrderStatus>), "Only orders in one of these statuses; repeatable.") { Key = "statuses" },
    ];

    /// <summary>The token of a plain link.</summary>
    public static ApiParameter Token { get; } = new(
        "token", typeof(string), "A bearer token, or that of a download link, for a browser that opens the address as a plain link. Not beside the header.");

    /// <summary>Which settings.</summary>
    public static ApiParameter SettingNames { get; } = new(
        "names", typeof(string), "Only settings of these names, joined by commas or given several times; unknown names are ignored.");

    /// <summary>What REGARDS' catalog search asks for.</summary>
    public static IReadOnlyList<ApiParameter> CatalogSearch { get; } =
    [
        new("q", typeof(IReadOnlyList<string>), "What to search for, in REGARDS' Lucene-like language; several are all to be met; absent or empty: everything.")
        {
            Example = new[] { "platform:A", "datetime:[2026-01-01 TO *]" },
        },
        new("g", typeof(IReadOnlyList<string>), "Only what touches this place: WKT, longitude before latitude, in degrees. Also called `geometry`.")
        {
            Key = "place", Example = new[] { "POLYGON((2 48, 3 48, 3 49, 2 48))" },
        },
        new("lat", typeof(double), "Of the middle of a circle, in degrees; with `lon` and `r`."),
        new("lon", typeof(double), "Of the middle of a circle, in degrees."),
        new("r", typeof(double), "Of a circle, in metres. Also called `radius`."),
        .. Page(20, new ApiParameter(
            "sort", typeof(IReadOnlyList<string>), "By what property, then `asc` or `desc`. At most 10,000 products are sorted.") { Key = "sortCatalog" }),
    ];

    /// <summary>The tenant that metalinks add.</summary>
    public static ApiParameter Scope { get; } =
        new("scope", typeof(string), "The tenant, as metalinks name it; not needed, since the order token names it.") { Example = "demo" };

    /// <summary>What a list goes on behind.</summary>
    public static ApiParameter After { get; } =
        new("after", typeof(long), "The id of the last file seen: the list goes on behind it. Not together with a page.") { Minimum = 1 };

    /// <summary>Which page of an order as STAC.</summary>
    public static IReadOnlyList<ApiParameter> StacOut { get; } =
    [
        new("limit", typeof(int), "Items per page; more than 1000 counts as 1000.") { Key = "stacOutLimit", Minimum = 1, Default = 100 },
        new("after", typeof(long), "What the next link names: the page goes on behind it.") { Key = "stacOutAfter", Minimum = 1 },
    ];

    /// <summary>Whether bytes may come from storage itself.</summary>
    public static ApiParameter Direct { get; } = new(
        "direct", typeof(bool),
        "true: a file of our storage is answered with 307 to the blob itself, signed for a while, if the service offers that (Orders:DirectDownloads).");

    /// <summary>How the entries of a ZIP are named.</summary>
    public static ApiParameter Layout { get; } = new(
        "layout", typeof(string),
        "flat: entries are named by their files alone. tree: with the folders of their products. bagit: as a bag (RFC 8493), the tree below data/, with manifest-sha256.txt. Resume with the layout that was begun.")
    {
        Values = ["flat", "tree", "bagit"], Default = "flat",
    };

    /// <summary>What asks for a part of content.</summary>
    public static IReadOnlyList<ApiParameter> Ranges { get; } =
    [
        Header("Range", "The bytes wanted (RFC 9110 section 14.2).") with { Example = "bytes=1048576-" },
        Header("If-Range", "Answer with the range only if this strong ETag still holds, otherwise with the whole content. Send it with every Range."),
    ];

    /// <summary>What asks for a version of content.</summary>
    public static IReadOnlyList<ApiParameter> Conditions { get; } =
    [
        Header("If-None-Match", "ETags you have: 304 if one of them still holds."),
        Header("If-Match", "ETags you expect: 412 if none of them holds."),
    ];

    /// <summary>What names the version that a client has.</summary>
    public static ApiParameter Known => Conditions[0];

    /// <summary>What asks for a version, and to wait for it.</summary>
    public static IReadOnlyList<ApiParameter> Waiting { get; } =
    [
        Conditions[0],
        Header("Prefer", $"`wait=n` (RFC 7240): with If-None-Match the answer comes once the order has changed, or after n seconds (up to {CallPreference.MaxWaitSeconds}).") with
        {
            Example = "wait=60",
        },
    ];

    /// <summary>What makes a request that is sent twice count once.</summary>
    public static ApiParameter IdempotencyKey { get; } = Header(
        "Idempotency-Key",
        "A key of your own, new for each order. The same key, address and body within 24 hours get the first answer again, with `Idempotency-Replayed: true`, and make no second order.") with
    {
        Example = "0b6a7c1e-6f4c-4c38-9d2a-5f1f2b8c7d10", Pattern = $"^[!-~]{{1,{Orders.IdempotencyKey.MaxLength}}}$",
    };

    /// <summary>Ends an order that is under way.</summary>
    public static ApiParameter Cancel { get; } =
        new("cancel", typeof(bool), "true: end the order also while it is PENDING or RUNNING.") { Default = false };

    /// <summary>Which page of orders.</summary>
    /// <param name="size">Entries per page if none are asked for.</param>
    public static IReadOnlyList<ApiParameter> OrderPage(int size) => Page(size, Sort("sortOrders", "creationDate,desc", OrderListing.Sortable));

    /// <summary>Which page of files.</summary>
    /// <param name="size">Entries per page if none are asked for.</param>
    public static IReadOnlyList<ApiParameter> FilePage(int size) => Page(size, Sort("sortFiles", "id,asc", Downloads.FileListing.Sortable));

    /// <summary>Which page of events.</summary>
    /// <param name="size">Entries per page if none are asked for.</param>
    public static IReadOnlyList<ApiParameter> EventPage(int size) => Page(size, Sort("sortEvents", "id,asc", Notifications.EventEndpoints.Sortable));

    private static IReadOnlyList<ApiParameter> Page(int size, ApiParameter sort) =>
    [
        new("page", typeof(int), "The page, from 0.") { Default = 0 },
        new("size", typeof(int), $"Entries per page; more than {CallPaging.MaxSize} counts as {CallPaging.MaxSize}.")
        {
            Key = $"size{size}", Minimum = 1, Default = size,
        },
        sort,
    ];

    private static ApiParameter Sort(string key, string example, IReadOnlyCollection<string> sortable) => new(
        "sort", typeof(IReadOnlyList<string>),
        $"By what: {string.Join(" or ", sortable.Select(name => $"`{name}`"))}, then `asc` or `desc`; repeatable.")
    {
        Key = key, Example = new[] { example }, Pattern = $"^({string.Join('|', sortable)})(,([aA][sS][cC]|[dD][eE][sS][cC]))?$",
    };

    private static ApiParameter Path<T>(string name, string description, object example) =>
        new(name, typeof(T), description) { In = "path", Example = example };

    private static ApiParameter Header(string name, string description) => new(name, typeof(string), description) { In = "header" };
}
