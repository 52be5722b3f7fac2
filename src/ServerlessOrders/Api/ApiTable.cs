using ServerlessOrders.Api.OpenApi;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Downloads;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api;

/// <summary>The whole API on one page: both hosts serve exactly these endpoints.</summary>
public static class ApiTable
{
    // RFC 9110 section 9.1: whoever answers GET answers HEAD.
    private static readonly string[] GetHead = ["GET", "HEAD"];

    /// <summary>Every endpoint.</summary>
    public static IReadOnlyList<ApiEndpoint> Endpoints { get; } =
    [
        new("CreateOrder", ["POST"], ApiRoutes.UserOrders, Role.REGISTERED_USER, OrderEndpoints.CreateAsync),
        new("CreateAppOrder", ["POST"], ApiRoutes.Orders, Role.ADMIN, OrderEndpoints.CreateByApplicationAsync),
        new("ListOwnOrders", GetHead, ApiRoutes.UserOrders, Role.REGISTERED_USER, OrderEndpoints.ListOwnAsync),
        new("ApplyOrder", ["POST"], ApiRoutes.ApplyOrder, Role.REGISTERED_USER, AutoOrderEndpoints.ApplyAsync),
        new("GetOrder", GetHead, ApiRoutes.Order, Role.REGISTERED_USER, OrderEndpoints.GetAsync),
        new("PauseOrder", ["PUT"], ApiRoutes.PauseOrder, Role.REGISTERED_USER, OrderEndpoints.PauseAsync),
        new("ResumeOrder", ["PUT"], ApiRoutes.ResumeOrder, Role.REGISTERED_USER, OrderEndpoints.ResumeAsync),
        new("DeleteOrder", ["DELETE"], ApiRoutes.Order, Role.REGISTERED_USER, OrderEndpoints.DeleteAsync),
        new("RemoveOrder", ["DELETE"], ApiRoutes.RemoveOrder, Role.REGISTERED_USER, OrderEndpoints.RemoveAsync),
        new("RestartOrder", ["POST"], ApiRoutes.RestartOrder, Role.REGISTERED_USER, OrderEndpoints.RestartAsync),
        new("RetryOrder", ["PUT"], ApiRoutes.RetryOrder, Role.REGISTERED_USER, OrderEndpoints.RetryAsync),
        new("ListOrders", GetHead, ApiRoutes.Orders, Role.EXPLOIT, OrderSearchEndpoints.ListAsync),
        new("SearchOrders", ["POST"], ApiRoutes.SearchOrders, Role.EXPLOIT, OrderSearchEndpoints.SearchAsync),
        new("GetOrdersCsv", GetHead, ApiRoutes.OrdersCsv, Role.EXPLOIT, OrderSearchEndpoints.GetCsvAsync),
        new("PostOrdersCsv", ["POST"], ApiRoutes.OrdersCsv, Role.EXPLOIT, OrderSearchEndpoints.PostCsvAsync),
        new("DownloadZip", GetHead, ApiRoutes.Zip, Role.REGISTERED_USER, ZipEndpoints.GetAsync) { TakesTokenFromQuery = true },
        new("DownloadZipVersion", GetHead, ApiRoutes.ZipVersion, Role.REGISTERED_USER, ZipEndpoints.GetVersionAsync) { TakesTokenFromQuery = true },
        new("DownloadMetalink", GetHead, ApiRoutes.Metalink, Role.REGISTERED_USER, MetalinkEndpoints.GetAsync) { TakesTokenFromQuery = true },
        new("DownloadPublicMetalink", GetHead, ApiRoutes.PublicMetalink, Role.PUBLIC, MetalinkEndpoints.GetByTokenAsync),
        new("CreateDownloadLink", ["POST"], ApiRoutes.DownloadLink, Role.REGISTERED_USER, DownloadLinkEndpoints.CreateAsync),
        new("ListDatasetFiles", GetHead, ApiRoutes.DatasetFiles, Role.REGISTERED_USER, FileListEndpoints.ListDatasetAsync),
        new("ListAvailableFiles", GetHead, ApiRoutes.AvailableFiles, Role.REGISTERED_USER, FileListEndpoints.ListAvailableAsync),
        new("ListUserAvailableFiles", GetHead, ApiRoutes.UserAvailableFiles, Role.REGISTERED_USER, FileListEndpoints.ListAvailableAsync),
        new("ListSubOrderAvailableFiles", GetHead, ApiRoutes.SubOrderAvailableFiles, Role.REGISTERED_USER, FileListEndpoints.ListSubOrderAvailableAsync),
        new("GetFile", GetHead, ApiRoutes.File, Role.REGISTERED_USER, FileEndpoints.GetAsync) { TakesTokenFromQuery = true },
        new("GetPublicFile", GetHead, ApiRoutes.PublicFile, Role.PUBLIC, FileEndpoints.GetByTokenAsync),
        new("GetAipFile", GetHead, ApiRoutes.AipFile, Role.PUBLIC, FileEndpoints.GetByAipAsync),
        new("GetBasket", GetHead, ApiRoutes.Basket, Role.REGISTERED_USER, BasketEndpoints.GetAsync),
        new("EmptyBasket", ["DELETE"], ApiRoutes.Basket, Role.REGISTERED_USER, BasketEndpoints.EmptyAsync),
        new("AddSelection", ["POST"], ApiRoutes.BasketSelection, Role.REGISTERED_USER, BasketEndpoints.AddAsync),
        new("UploadSelection", ["POST"], ApiRoutes.BasketUpload, Role.REGISTERED_USER, BasketEndpoints.UploadAsync),
        new("SetFileFilters", ["PUT"], ApiRoutes.BasketFileFilters, Role.REGISTERED_USER, BasketEndpoints.SetFileFiltersAsync),
        new("RemoveDatasetSelection", ["DELETE"], ApiRoutes.BasketDataset, Role.REGISTERED_USER, BasketEndpoints.RemoveDatasetAsync),
        new("RemoveItemsSelection", ["DELETE"], ApiRoutes.BasketItemsSelection, Role.REGISTERED_USER, BasketEndpoints.RemoveItemsAsync),
        new("GetSettings", GetHead, ApiRoutes.Settings, Role.ADMIN, SettingsEndpoints.ListAsync),
        new("UpdateSetting", ["PUT"], ApiRoutes.Setting, Role.ADMIN, SettingsEndpoints.UpdateAsync),
        new("ResetSetting", ["DELETE"], ApiRoutes.Setting, Role.ADMIN, SettingsEndpoints.ResetAsync),
        new("SearchProducts", GetHead, ApiRoutes.SearchProducts, Role.REGISTERED_USER, CatalogSearchEndpoints.ProductsAsync),
        new("SearchDatasets", GetHead, ApiRoutes.SearchDatasets, Role.REGISTERED_USER, CatalogSearchEndpoints.DatasetsAsync),
        new("OpenApi", GetHead, ApiRoutes.OpenApi, Role.PUBLIC, DescriptionEndpoints.JsonAsync),
        new("Docs", GetHead, ApiRoutes.Docs, Role.PUBLIC, DescriptionEndpoints.PageAsync),
        new("HealthLive", GetHead, ApiRoutes.HealthLive, Role.PUBLIC, HealthEndpoints.LiveAsync),
        new("HealthReady", GetHead, ApiRoutes.HealthReady, Role.PUBLIC, HealthEndpoints.ReadyAsync),
    ];

    /// <summary>The endpoint of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static ApiEndpoint Named(string name) => Endpoints.Single(endpoint => endpoint.Name == name);
}
