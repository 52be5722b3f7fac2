using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Authorization;

/// <summary>
/// Who may do what (contract, sections 2 and 3). The door of an endpoint follows from its row: the path says whose things it is about,
/// the method what it does with them; what does not follow is listed.
/// </summary>
internal static class Expectations
{
    private static readonly Dictionary<string, Func<Expectation, Expectation>> Exceptions = new()
    {
        // Who has no basket has nothing to order.
        ["CreateOrder"] = rule => rule with { Elsewhere = 204 },
        ["CreateAppOrder"] = rule => rule with { Door = Door.New, Elsewhere = 204 },
        ["PauseOrder"] = rule => rule with { Status = OrderStatus.RUNNING },
        ["ResumeOrder"] = rule => rule with { Status = OrderStatus.PAUSED },
        ["RemoveOrder"] = rule => rule with { Door = Door.Administrate, Status = OrderStatus.DELETED },
        ["RetryOrder"] = rule => rule with { Status = OrderStatus.DONE_WITH_WARNING },
        ["ReplayOrderEvent"] = rule => rule with { Success = 404 },
        // A version is its user's: an administrator has versions of his own.
        ["DownloadZipVersion"] = rule => rule with { Elsewhere = 404 },
        // The built-in catalog of these tests is empty.
        ["StacCollection"] = rule => rule with { Success = 404 },
        ["StacItems"] = rule => rule with { Success = 404 },
        ["StacItem"] = rule => rule with { Success = 404 },
        ["StacThumbnail"] = rule => rule with { Success = 404 },
        // The hash in a name comes of the build.
        ["GetPageAsset"] = rule => rule with { Success = 404 },
        // It changes nothing: it shows who may read the order how to fetch it.
        ["CreateDownloadLink"] = rule => rule with { Door = Door.Read },
        ["SearchProducts"] = rule => rule with { Door = Door.Catalog },
        ["SearchDatasets"] = rule => rule with { Door = Door.Catalog },
    };

    /// <summary>What an endpoint must answer to each credential.</summary>
    public static Expectation Of(ApiEndpoint endpoint)
    {
        var success = endpoint.Responses.Select(answer => answer.Status).Where(status => status < 300).DefaultIfEmpty(200).First();
        var door = DoorOf(endpoint);
        var mayHaveNone = door == Door.Own && success != 204 && endpoint.Responses.Any(answer => answer.Status == 204);
        var rule = new Expectation(door, endpoint.Role, success, mayHaveNone ? 204 : null);
        return Exceptions.TryGetValue(endpoint.Name, out var exception) ? exception(rule) : rule;
    }

    /// <summary>The names that are listed as exceptions.</summary>
    public static IEnumerable<string> Excepted => Exceptions.Keys;

    private static Door DoorOf(ApiEndpoint endpoint)
    {
        var isOfOneOrder = endpoint.Route.Contains("{orderId", StringComparison.Ordinal) || endpoint.Route.Contains("{dataFileId", StringComparison.Ordinal);
        var isRead = endpoint.Methods.Contains("GET");
        return endpoint switch
        {
            { IsOpenedByOrderToken: true } => isOfOneOrder ? Door.FileByToken : Door.MetalinkByToken,
            { Role: Role.PUBLIC } => Door.Open,
            _ when isOfOneOrder => isRead ? Door.Read : Door.Act,
            { Role: >= Role.EXPLOIT } => Door.Tenant,
            _ => endpoint.Methods.Contains("POST") ? Door.New : Door.Own,
        };
    }
}
