using ServerlessOrders.Orders;
using static ServerlessOrders.Security.Role;
using static ServerlessOrders.Tests.Contract.Authorization.Door;

namespace ServerlessOrders.Tests.Contract.Authorization;

/// <summary>Who may do what (contract, sections 2 and 3): a row for each of the API table.</summary>
internal static class Expectations
{
    public static IReadOnlyDictionary<string, Expectation> ByName { get; } = new Dictionary<string, Expectation>
    {
        ["CreateOrder"] = new(New, REGISTERED_USER, 201, Elsewhere: 204),
        ["CreateAppOrder"] = new(New, ADMIN, 201, Elsewhere: 204),
        ["ListOwnOrders"] = new(Own, REGISTERED_USER),
        ["ApplyOrder"] = new(New, REGISTERED_USER),
        ["GetOrder"] = new(Read, REGISTERED_USER),
        ["PauseOrder"] = new(Act, REGISTERED_USER, Status: OrderStatus.RUNNING),
        ["ResumeOrder"] = new(Act, REGISTERED_USER, Status: OrderStatus.PAUSED),
        ["DeleteOrder"] = new(Act, REGISTERED_USER),
        ["RemoveOrder"] = new(Administrate, REGISTERED_USER, Status: OrderStatus.DELETED),
        ["RestartOrder"] = new(Act, REGISTERED_USER, 201),
        ["RetryOrder"] = new(Act, REGISTERED_USER, Status: OrderStatus.DONE_WITH_WARNING),
        ["ListOrders"] = new(Door.Tenant, EXPLOIT),
        ["SearchOrders"] = new(Door.Tenant, EXPLOIT),
        ["GetOrdersCsv"] = new(Door.Tenant, EXPLOIT),
        ["PostOrdersCsv"] = new(Door.Tenant, EXPLOIT),
        ["DownloadZip"] = new(Read, REGISTERED_USER),
        // A version is its user's: an administrator has versions of his own.
        ["DownloadZipVersion"] = new(Read, REGISTERED_USER, Elsewhere: 404),
        ["DownloadMetalink"] = new(Read, REGISTERED_USER),
        ["DownloadPublicMetalink"] = new(MetalinkByToken, PUBLIC),
        ["CreateDownloadLink"] = new(Read, REGISTERED_USER),
        ["ListDatasetFiles"] = new(Read, REGISTERED_USER),
        ["ListAvailableFiles"] = new(Read, REGISTERED_USER),
        ["ListUserAvailableFiles"] = new(Read, REGISTERED_USER),
        ["ListSubOrderAvailableFiles"] = new(Read, REGISTERED_USER),
        ["GetFile"] = new(Read, REGISTERED_USER),
        ["GetPublicFile"] = new(FileByToken, PUBLIC),
        ["GetAipFile"] = new(FileByToken, PUBLIC),
        ["GetBasket"] = new(Own, REGISTERED_USER, Elsewhere: 204),
        ["EmptyBasket"] = new(Own, REGISTERED_USER, 204),
        ["AddSelection"] = new(New, REGISTERED_USER),
        ["UploadSelection"] = new(New, REGISTERED_USER),
        ["SetFileFilters"] = new(Own, REGISTERED_USER, Elsewhere: 204),
        ["RemoveDatasetSelection"] = new(Own, REGISTERED_USER, Elsewhere: 204),
        ["RemoveItemsSelection"] = new(Own, REGISTERED_USER, Elsewhere: 204),
        ["GetSettings"] = new(Door.Tenant, ADMIN),
        ["UpdateSetting"] = new(Door.Tenant, ADMIN),
        ["ResetSetting"] = new(Door.Tenant, ADMIN),
        ["SearchProducts"] = new(Door.Tenant, REGISTERED_USER),
        ["SearchDatasets"] = new(Door.Tenant, REGISTERED_USER),
        ["HealthLive"] = new(Open, PUBLIC),
        ["OpenApi"] = new(Open, PUBLIC),
        ["Docs"] = new(Open, PUBLIC),
        ["HealthReady"] = new(Open, PUBLIC),
    };
}
