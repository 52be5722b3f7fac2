using ServerlessOrders.Baskets;
using ServerlessOrders.Security;

namespace ServerlessOrders.Http;

/// <summary>The whole API on one page: both hosts serve exactly these endpoints.</summary>
public static class ApiTable
{
    private static readonly string[] GetHead = ["GET", "HEAD"];

    /// <summary>Every endpoint.</summary>
    public static IReadOnlyList<ApiEndpoint> Endpoints { get; } =
    [
        new("GetBasket", ["GET"], ApiRoutes.Basket, Role.REGISTERED_USER, BasketEndpoints.GetAsync),
        new("EmptyBasket", ["DELETE"], ApiRoutes.Basket, Role.REGISTERED_USER, BasketEndpoints.EmptyAsync),
        new("AddSelection", ["POST"], ApiRoutes.BasketSelection, Role.REGISTERED_USER, BasketEndpoints.AddAsync),
        new("UploadSelection", ["POST"], ApiRoutes.BasketUpload, Role.REGISTERED_USER, BasketEndpoints.UploadAsync),
        new("SetFileFilters", ["PUT"], ApiRoutes.BasketFileFilters, Role.REGISTERED_USER, BasketEndpoints.SetFileFiltersAsync),
        new("RemoveDatasetSelection", ["DELETE"], ApiRoutes.BasketDataset, Role.REGISTERED_USER, BasketEndpoints.RemoveDatasetAsync),
        new("RemoveItemsSelection", ["DELETE"], ApiRoutes.BasketItemsSelection, Role.REGISTERED_USER, BasketEndpoints.RemoveItemsAsync),
        new("HealthLive", GetHead, ApiRoutes.HealthLive, Role.PUBLIC, HealthEndpoints.LiveAsync),
    ];

    /// <summary>The endpoint of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static ApiEndpoint Named(string name) => Endpoints.Single(endpoint => endpoint.Name == name);
}
