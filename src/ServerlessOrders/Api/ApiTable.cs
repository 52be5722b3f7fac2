using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Api.OpenApi;
using ServerlessOrders.Api.Pages;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog.Products;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Downloads;
using ServerlessOrders.Downloads.Metalinks;
using ServerlessOrders.Downloads.StacOut;
using ServerlessOrders.Http;
using ServerlessOrders.Notifications;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Orders.Quotes;
using ServerlessOrders.Orders.Settings;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api;

/// <summary>
/// The whole API on one page: both hosts serve exactly these endpoints, and the description of the API is made of them
/// (<see cref="ApiEndpoint"/>).
/// </summary>
internal static class ApiTable
{
    // RFC 9110 section 9.1: whoever answers GET answers HEAD.
    private static readonly string[] GetHead = ["GET", "HEAD"];

    private const string Zip = "application/octet-stream";

    // The one that the catalog names.
    private const string Any = "*/*";

    private static readonly string[] Metalinks = [MetalinkWriter.MediaType, Metalink4Writer.MediaType];

    private static readonly IReadOnlyList<ApiParameter> AvailableFiles = [.. Parameters.FilePage(10), Parameters.After];

    /// <summary>Every endpoint.</summary>
    public static IReadOnlyList<ApiEndpoint> Endpoints { get; } =
    [
        Post("CreateOrder", ApiRoutes.UserOrders, Role.REGISTERED_USER, OrderEndpoints.CreateAsync)
            .MayTake<OrderBody>().Reads(Parameters.IdempotencyKey).Answers<Resource<OrderView>>(201).Answers(204, 409, 422),
        Post("CreateAppOrder", ApiRoutes.Orders, Role.ADMIN, OrderEndpoints.CreateByApplicationAsync)
            .MayTake<OrderBody>().Reads(Parameters.IdempotencyKey).Answers<Resource<OrderView>>(201).Answers(204, 409, 422),
        Get("ListOwnOrders", ApiRoutes.UserOrders, Role.REGISTERED_USER, OrderEndpoints.ListOwnAsync)
            .Reads([.. Parameters.OwnOrderFilters, .. Parameters.OrderPage(20)]).Reads(Parameters.Known).Answers<ApiPage<OrderView>>(200).Answers(304),
        Post("ApplyOrder", ApiRoutes.ApplyOrder, Role.REGISTERED_USER, AutoOrderEndpoints.ApplyAsync)
            .Takes<ApplyBody>().Reads(Parameters.IdempotencyKey).Answers<Resource<AutoOrderAnswer>>(200, 422).Answers(409, 422, 502),
        Post("QuoteOrder", ApiRoutes.QuoteOrder, Role.REGISTERED_USER, QuoteEndpoints.QuoteAsync)
            .MayTake<ApplyBody>().Answers<Resource<OrderQuote>>(200).Answers(204, 422, 502),
        Get("GetOrder", ApiRoutes.Order, Role.REGISTERED_USER, OrderStateEndpoints.GetAsync)
            .Reads(Parameters.Waiting).Answers<Resource<OrderView>>(200).Answers(304, 404),
        Put("PauseOrder", ApiRoutes.PauseOrder, Role.REGISTERED_USER, OrderEndpoints.PauseAsync)
            .Answers(200, 404),
        Put("ResumeOrder", ApiRoutes.ResumeOrder, Role.REGISTERED_USER, OrderEndpoints.ResumeAsync)
            .Answers(200, 404),
        Delete("DeleteOrder", ApiRoutes.Order, Role.REGISTERED_USER, OrderEndpoints.DeleteAsync)
            .Reads(Parameters.Cancel).Answers(200, 404),
        Delete("RemoveOrder", ApiRoutes.RemoveOrder, Role.REGISTERED_USER, OrderEndpoints.RemoveAsync)
            .Answers(200, 404),
        Post("RestartOrder", ApiRoutes.RestartOrder, Role.REGISTERED_USER, OrderEndpoints.RestartAsync)
            .MayTake<OrderBody>().Reads(Parameters.IdempotencyKey).Answers<Resource<OrderView>>(201).Answers(404, 409, 422),
        Put("RetryOrder", ApiRoutes.RetryOrder, Role.REGISTERED_USER, OrderEndpoints.RetryAsync)
            .Answers(200, 404),
        Get("ListOrderEvents", ApiRoutes.OrderEvents, Role.REGISTERED_USER, EventEndpoints.ListAsync)
            .Reads(Parameters.EventPage(20)).Answers<ApiPage<EventView>>(200).Answers(404),
        Post("ReplayOrderEvent", ApiRoutes.ReplayEvent, Role.REGISTERED_USER, EventEndpoints.ReplayAsync)
            .Answers(200, 404, 409),
        Put("ExtendOrder", ApiRoutes.OrderExpiration, Role.REGISTERED_USER, ExtensionEndpoints.ExtendAsync)
            .Takes<ExtensionBody>().Answers<Resource<OrderView>>(200).Answers(404, 422),
        Get("ListOrders", ApiRoutes.Orders, Role.EXPLOIT, OrderSearchEndpoints.ListAsync)
            .Reads([.. Parameters.OrderFilters, .. Parameters.OrderPage(20)]).Reads(Parameters.Known).Answers<ApiPage<OrderView>>(200).Answers(304),
        Post("SearchOrders", ApiRoutes.SearchOrders, Role.EXPLOIT, OrderSearchEndpoints.SearchAsync)
            .Reads(Parameters.OrderPage(10)).MayTake<OrderSearchBody>().Answers<ApiPage<OrderView>>(200),
        Get("GetOrdersCsv", ApiRoutes.OrdersCsv, Role.EXPLOIT, OrderSearchEndpoints.GetCsvAsync)
            .Reads([.. Parameters.OrderFilters, Parameters.CsvColumn]).Sends("text/csv"),
        Post("PostOrdersCsv", ApiRoutes.OrdersCsv, Role.EXPLOIT, OrderSearchEndpoints.PostCsvAsync)
            .MayTake<OrderSearchBody>().Sends("text/csv"),
        Get("DownloadZip", ApiRoutes.Zip, Role.REGISTERED_USER, ZipEndpoints.GetAsync)
            .OpenedByLink(Parameters.Token).Reads(Parameters.Layout).SendsRangesOf(Zip).Answers(204, 404, 410),
        Get("DownloadZipVersion", ApiRoutes.ZipVersion, Role.REGISTERED_USER, ZipEndpoints.GetVersionAsync)
            .OpenedByLink(Parameters.Token).SendsRangesOf(Zip).Answers(404, 410),
        Get("DownloadMetalink", ApiRoutes.Metalink, Role.REGISTERED_USER, MetalinkEndpoints.GetAsync)
            .OpenedByLink(Parameters.Token).Reads(Parameters.Direct).Sends(Metalinks).Answers(404),
        Get("DownloadPublicMetalink", ApiRoutes.PublicMetalink, Role.PUBLIC, MetalinkEndpoints.GetByTokenAsync)
            .OpenedByOrderToken().Reads(Parameters.Scope).Reads(Parameters.Direct).Sends(Metalinks).Answers(404),
        Post("CreateDownloadLink", ApiRoutes.DownloadLink, Role.REGISTERED_USER, DownloadLinkEndpoints.CreateAsync)
            .Answers<Resource<DownloadLinkView>>(200).Answers(404),
        Get("GetOrderStac", ApiRoutes.OrderStac, Role.REGISTERED_USER, StacOutEndpoints.GetAsync)
            .Reads(Parameters.StacOut).Sends(StacMedia.GeoJson).Answers(404),
        Get("GetPublicOrderStac", ApiRoutes.PublicOrderStac, Role.PUBLIC, StacOutEndpoints.GetByTokenAsync)
            .OpenedByOrderToken().Reads([.. Parameters.StacOut, Parameters.Scope]).Sends(StacMedia.GeoJson).Answers(404),
        Get("ListDatasetFiles", ApiRoutes.DatasetFiles, Role.REGISTERED_USER, FileListEndpoints.ListDatasetAsync)
            .Reads(Parameters.FilePage(20)).Reads(Parameters.Known).Answers<ApiPage<FileView>>(200).Answers(304, 404),
        Get("ListAvailableFiles", ApiRoutes.AvailableFiles, Role.REGISTERED_USER, FileListEndpoints.ListAvailableAsync)
            .Reads(AvailableFiles).Reads(Parameters.Known).Answers<ApiPage<AvailableFileView>>(200, 206).Answers(204, 304, 404),
        Get("ListUserAvailableFiles", ApiRoutes.UserAvailableFiles, Role.REGISTERED_USER, FileListEndpoints.ListAvailableAsync)
            .Reads(AvailableFiles).Reads(Parameters.Known).Answers<ApiPage<AvailableFileView>>(200, 206).Answers(204, 304, 404),
        Get("ListSubOrderAvailableFiles", ApiRoutes.SubOrderAvailableFiles, Role.REGISTERED_USER, FileListEndpoints.ListSubOrderAvailableAsync)
            .Reads(AvailableFiles).Reads(Parameters.Known).Answers<ApiPage<AvailableFileView>>(200, 206).Answers(204, 304, 404),
        Get("GetFile", ApiRoutes.File, Role.REGISTERED_USER, FileEndpoints.GetAsync)
            .OpenedByLink(Parameters.Token).Reads(Parameters.Direct).SendsRangesOf(Any).Answers(307, 202, 404, 410, 422),
        Get("GetPublicFile", ApiRoutes.PublicFile, Role.PUBLIC, FileEndpoints.GetByTokenAsync)
            .OpenedByOrderToken().Reads(Parameters.Scope).Reads(Parameters.Direct).SendsRangesOf(Any).Answers(307, 202, 403, 404, 410, 422),
        Get("GetAipFile", ApiRoutes.AipFile, Role.PUBLIC, FileEndpoints.GetByAipAsync)
            .OpenedByOrderToken().Reads(Parameters.Scope).Reads(Parameters.Direct).SendsRangesOf(Any).Answers(307, 202, 403, 404, 410, 422),
        Get("GetBasket", ApiRoutes.Basket, Role.REGISTERED_USER, BasketEndpoints.GetAsync)
            .Answers<Resource<BasketContent>>(200).Answers(204),
        Delete("EmptyBasket", ApiRoutes.Basket, Role.REGISTERED_USER, BasketEndpoints.EmptyAsync)
            .Answers(204),
        Post("AddSelection", ApiRoutes.BasketSelection, Role.REGISTERED_USER, BasketEndpoints.AddAsync)
            .Takes<SelectionBody>().Answers<Resource<BasketContent>>(200).Answers(204, 409, 422, 502),
        Post("UploadSelection", ApiRoutes.BasketUpload, Role.REGISTERED_USER, BasketEndpoints.UploadAsync)
            .TakesForm<UploadForm>().Answers<Resource<BasketContent>>(200).Answers(204, 409, 502),
        Put("SetFileFilters", ApiRoutes.BasketFileFilters, Role.REGISTERED_USER, BasketEndpoints.SetFileFiltersAsync)
            .MayTake<FileSelectionDescription>().Answers<Resource<BasketContent>>(200).Answers(204, 404, 502),
        Delete("RemoveDatasetSelection", ApiRoutes.BasketDataset, Role.REGISTERED_USER, BasketEndpoints.RemoveDatasetAsync)
            .Answers<Resource<BasketContent>>(200).Answers(204, 404),
        Delete("RemoveItemsSelection", ApiRoutes.BasketItemsSelection, Role.REGISTERED_USER, BasketEndpoints.RemoveItemsAsync)
            .Answers<Resource<BasketContent>>(200).Answers(204, 400, 404),
        Get("StacLanding", ApiRoutes.Stac, Role.REGISTERED_USER, StacEndpoints.LandingAsync)
            .OfCatalog().Reads(Parameters.Format).Sends(StacMedia.Json).Answers<StacProblem>(400),
        Get("StacConformance", ApiRoutes.StacConformance, Role.REGISTERED_USER, StacEndpoints.ConformanceAsync)
            .OfCatalog().Reads(Parameters.Format).Sends(StacMedia.Json).Answers<StacProblem>(400),
        Get("StacCollections", ApiRoutes.StacCollections, Role.REGISTERED_USER, StacEndpoints.CollectionsAsync)
            .OfCatalog().Reads(Parameters.Format).Sends(StacMedia.Json).Answers<StacProblem>(400),
        Get("StacCollection", ApiRoutes.StacCollection, Role.REGISTERED_USER, StacEndpoints.CollectionAsync)
            .OfCatalog().Reads(Parameters.Format).Sends(StacMedia.Json).Answers<StacProblem>(400, 404),
        Get("StacItems", ApiRoutes.StacItems, Role.REGISTERED_USER, StacEndpoints.ItemsAsync)
            .OfCatalog().Reads(Parameters.Format).Reads([.. Parameters.StacSearch, Parameters.StacCollections]).Sends(StacMedia.GeoJson).Answers<StacProblem>(400, 404),
        Get("StacItem", ApiRoutes.StacItem, Role.REGISTERED_USER, StacEndpoints.ItemAsync)
            .OfCatalog().Reads(Parameters.Format).Sends(StacMedia.GeoJson).Answers<StacProblem>(400, 404),
        Get("StacThumbnail", ApiRoutes.StacThumbnail, Role.REGISTERED_USER, StacThumbnailEndpoints.GetAsync)
            .OfCatalog().Sends(StacThumbnailEndpoints.MediaTypes).Answers(304).Answers<StacProblem>(404),
        Get("StacSearch", ApiRoutes.StacSearch, Role.REGISTERED_USER, StacEndpoints.SearchAsync)
            .OfCatalog().Reads(Parameters.Format).Reads([.. Parameters.StacSearch, Parameters.StacCollections]).Sends(StacMedia.GeoJson).Answers<StacProblem>(400),
        Post("PostStacSearch", ApiRoutes.StacSearch, Role.REGISTERED_USER, StacEndpoints.PostSearchAsync)
            .OfCatalog().MayTake<Dictionary<string, JsonElement>>().Sends(StacMedia.GeoJson).Answers<StacProblem>(400, 413, 415),
        Get("GetSettings", ApiRoutes.Settings, Role.ADMIN, SettingsEndpoints.ListAsync)
            .Reads(Parameters.SettingNames).Answers<IReadOnlyList<Resource<SettingView>>>(200),
        Put("UpdateSetting", ApiRoutes.Setting, Role.ADMIN, SettingsEndpoints.UpdateAsync)
            .Takes<SettingBody>().Answers<Resource<SettingView>>(200).Answers(404, 422),
        Delete("ResetSetting", ApiRoutes.Setting, Role.ADMIN, SettingsEndpoints.ResetAsync)
            .Answers<Resource<SettingView>>(200).Answers(404),
        Get("SearchProducts", ApiRoutes.SearchProducts, Role.REGISTERED_USER, CatalogSearchEndpoints.ProductsAsync)
            .OpenWithCatalog().Reads(Parameters.CatalogSearch).Answers<ApiPage<EntityView>>(200).Answers(422),
        Get("SearchDatasets", ApiRoutes.SearchDatasets, Role.REGISTERED_USER, CatalogSearchEndpoints.DatasetsAsync)
            .OpenWithCatalog().Reads(Parameters.CatalogSearch).Answers<ApiPage<EntityView>>(200).Answers(422),
        Get("GetPageAsset", ApiRoutes.PageAsset, Role.PUBLIC, PageEndpoints.AssetAsync)
            .Sends(Any).Answers(304, 404, 412),
        Get("GetPagesConfig", ApiRoutes.PagesConfig, Role.PUBLIC, PageEndpoints.ConfigAsync)
            .Answers<PagesConfig>(200).Answers(304),
        Get("OpenApi", ApiRoutes.OpenApi, Role.PUBLIC, DescriptionEndpoints.JsonAsync)
            .Sends("application/json"),
        Get("Docs", ApiRoutes.Docs, Role.PUBLIC, DescriptionEndpoints.PageAsync)
            .Sends("text/html"),
        Get("HealthLive", ApiRoutes.HealthLive, Role.PUBLIC, HealthEndpoints.LiveAsync)
            .Answers<Health>(200),
        Get("HealthReady", ApiRoutes.HealthReady, Role.PUBLIC, HealthEndpoints.ReadyAsync)
            .Answers<Health>(200).Answers(503),
    ];

    /// <summary>The endpoint of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static ApiEndpoint Named(string name) => Endpoints.Single(endpoint => endpoint.Name == name);

    private static ApiEndpoint Get(string name, string route, Role role, Func<ApiCall, Task<IResult>> handler) =>
        new(name, GetHead, route, role, handler);

    private static ApiEndpoint Post(string name, string route, Role role, Func<ApiCall, Task<IResult>> handler) =>
        new(name, ["POST"], route, role, handler);

    private static ApiEndpoint Put(string name, string route, Role role, Func<ApiCall, Task<IResult>> handler) =>
        new(name, ["PUT"], route, role, handler);

    private static ApiEndpoint Delete(string name, string route, Role role, Func<ApiCall, Task<IResult>> handler) =>
        new(name, ["DELETE"], route, role, handler);
}
