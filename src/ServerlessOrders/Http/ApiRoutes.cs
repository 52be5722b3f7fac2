namespace ServerlessOrders.Http;

/// <summary>
/// The addresses of the API (contract, section 3), as both hosts map them: no slash before, and constraints such that no two
/// routes match one path (the Functions host prefers routes in another way than ASP.NET Core does).
/// </summary>
public static class ApiRoutes
{
    /// <summary>GET, HEAD: the caller's orders; POST: a new order of the caller's basket.</summary>
    public const string UserOrders = "user/orders";

    /// <summary>POST: selection and order in one request.</summary>
    public const string ApplyOrder = "user/orders/apply";

    /// <summary>POST: what an order would hold and how long it would take; none is made.</summary>
    public const string QuoteOrder = "user/orders/quote";

    /// <summary>GET, HEAD, DELETE: one order.</summary>
    public const string Order = "user/orders/{orderId:long}";

    /// <summary>PUT: pauses an order.</summary>
    public const string PauseOrder = "user/orders/pause/{orderId:long}";

    /// <summary>PUT: resumes an order.</summary>
    public const string ResumeOrder = "user/orders/resume/{orderId:long}";

    /// <summary>DELETE: removes a deleted order from the store.</summary>
    public const string RemoveOrder = "user/orders/remove/{orderId:long}";

    /// <summary>POST: a new order of the same selection.</summary>
    public const string RestartOrder = "user/orders/{orderId:long}/restart";

    /// <summary>PUT: prepares files in error again.</summary>
    public const string RetryOrder = "user/orders/{orderId:long}/retry";

    /// <summary>GET, HEAD: what happened to an order, and whether its receivers were told.</summary>
    public const string OrderEvents = "user/orders/{orderId:long}/events";

    /// <summary>POST: tells an order's receivers again.</summary>
    public const string ReplayEvent = "user/orders/{orderId:long}/events/{eventId:long}/replay";

    /// <summary>PUT: lets the files of an order stay longer.</summary>
    public const string OrderExpiration = "user/orders/{orderId:long}/expiration";

    /// <summary>GET, HEAD: the ZIP.</summary>
    public const string Zip = "user/orders/{orderId:long}/download";

    /// <summary>GET, HEAD: one version of the ZIP.</summary>
    public const string ZipVersion = "user/orders/{orderId:long}/download/{zipId}";

    /// <summary>GET, HEAD: the metalink.</summary>
    public const string Metalink = "user/orders/{orderId:long}/metalink/download";

    /// <summary>GET, HEAD: the metalink, by order token.</summary>
    public const string PublicMetalink = "user/orders/metalink/download";

    /// <summary>GET, HEAD: what was ordered, as STAC.</summary>
    public const string OrderStac = "user/orders/{orderId:long}/stac";

    /// <summary>GET, HEAD: the same, by order token.</summary>
    public const string PublicOrderStac = "user/orders/stac";

    /// <summary>POST: a link that opens the order's downloads for some minutes.</summary>
    public const string DownloadLink = "user/orders/{orderId:long}/download-link";

    /// <summary>GET, HEAD: all orders of the tenant; POST: a new order with the application's duration.</summary>
    public const string Orders = "orders";

    /// <summary>POST: all orders of the tenant that match.</summary>
    public const string SearchOrders = "orders/search";

    /// <summary>GET, POST: orders as CSV.</summary>
    public const string OrdersCsv = "orders/csv";

    /// <summary>GET, HEAD: the files of a dataset task.</summary>
    public const string DatasetFiles = "orders/{orderId:long}/dataset/{datasetId:long}/files";

    /// <summary>GET, HEAD: the downloadable files of an order.</summary>
    public const string AvailableFiles = "orders/{orderId:long}/files/available";

    /// <summary>GET, HEAD: the same, below the address of the order.</summary>
    public const string UserAvailableFiles = "user/orders/{orderId:long}/files/available";

    /// <summary>GET, HEAD: the downloadable files of a sub-order.</summary>
    public const string SubOrderAvailableFiles = "orders/{orderId:long}/filesTask/{filesTaskId:long}/files/available";

    /// <summary>GET, HEAD: a file.</summary>
    public const string File = "orders/files/{dataFileId:long}";

    /// <summary>GET, HEAD: a file, by order token.</summary>
    public const string PublicFile = "orders/public/files/{dataFileId:long}";

    /// <summary>GET, HEAD: a file, by order token, at its older address.</summary>
    public const string AipFile = "orders/aips/{aipId}/files/{dataFileId:long}";

    /// <summary>GET, HEAD, DELETE: the basket.</summary>
    public const string Basket = "order/basket";

    /// <summary>POST: adds a selection to the basket.</summary>
    public const string BasketSelection = "order/basket/selection";

    /// <summary>POST: adds the products of an uploaded list to the basket.</summary>
    public const string BasketUpload = "order/basket/selection/upload";

    /// <summary>DELETE: takes a dataset selection out of the basket.</summary>
    public const string BasketDataset = "order/basket/dataset/{datasetSelectionId:long}";

    /// <summary>PUT: sets the file filters of a dataset selection.</summary>
    public const string BasketFileFilters = "order/basket/dataset/{datasetSelectionId:long}/updateFileFilters";

    /// <summary>
    /// DELETE: takes one selection out of the basket. An instant has at least 18 characters, the word
    /// <c>updateFileFilters</c> 17: so the two routes match no path in common.
    /// </summary>
    public const string BasketItemsSelection =
        "order/basket/dataset/{datasetSelectionId:long}/{itemsSelectionDate:minlength(18)}";

    /// <summary>GET, HEAD: the catalog as a STAC API.</summary>
    public const string Stac = "stac";

    /// <summary>GET, HEAD: what of STAC API there is.</summary>
    public const string StacConformance = "stac/conformance";

    /// <summary>GET, HEAD: the collections.</summary>
    public const string StacCollections = "stac/collections";

    /// <summary>GET, HEAD: one collection.</summary>
    public const string StacCollection = "stac/collections/{collectionId}";

    /// <summary>GET, HEAD: the items of a collection.</summary>
    public const string StacItems = "stac/collections/{collectionId}/items";

    /// <summary>
    /// GET, HEAD: one item. Ids may hold slashes, and clients put them into the path as they are (pystac-client does) or as %2F. The
    /// constraint leaves the addresses of pictures to <see cref="StacThumbnail"/>; \x2F is a slash, at which routes are split.
    /// </summary>
    public const string StacItem = @"stac/collections/{collectionId}/items/{*itemId:regex(^(?![^\x2F]+\x2Fthumbnail$).+$)}";

    /// <summary>GET, HEAD: the small picture of an item. If the item's id holds a slash that is not escaped, <see cref="StacItem"/> gets the request.</summary>
    public const string StacThumbnail = "stac/collections/{collectionId}/items/{itemId}/thumbnail";

    /// <summary>GET, HEAD, POST: a search.</summary>
    public const string StacSearch = "stac/search";

    /// <summary>GET, HEAD: the settings of the tenant.</summary>
    public const string Settings = "settings";

    /// <summary>PUT, DELETE: one setting of the tenant.</summary>
    public const string Setting = "settings/{name}";

    /// <summary>Before the addresses of the catalog search, which REGARDS serves from another service (rs-catalog).</summary>
    internal const string Engines = "engines/";

    /// <summary>GET, HEAD: products of the catalog.</summary>
    public const string SearchProducts = Engines + "legacy/dataobjects/search";

    /// <summary>GET, HEAD: collections of the catalog.</summary>
    public const string SearchDatasets = Engines + "legacy/datasets/search";

    /// <summary>GET, HEAD: a file that the pages load.</summary>
    public const string PageAsset = "assets/{asset}";

    /// <summary>GET, HEAD: how people sign in at the pages.</summary>
    public const string PagesConfig = "pages-config.json";

    /// <summary>GET, HEAD: the description of this API.</summary>
    public const string OpenApi = "openapi.json";

    /// <summary>GET, HEAD: the description as a page for people.</summary>
    public const string Docs = "docs";

    /// <summary>GET, HEAD: the process runs.</summary>
    public const string HealthLive = "health/live";

    /// <summary>GET, HEAD: the service can do its work.</summary>
    public const string HealthReady = "health/ready";
}
