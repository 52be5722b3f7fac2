using ServerlessOrders.Security;

namespace ServerlessOrders.Http;

/// <summary>The whole API on one page: both hosts serve exactly these endpoints.</summary>
public static class ApiTable
{
    private static readonly string[] GetHead = ["GET", "HEAD"];

    /// <summary>Every endpoint.</summary>
    public static IReadOnlyList<ApiEndpoint> Endpoints { get; } =
    [
        new("HealthLive", GetHead, ApiRoutes.HealthLive, Role.PUBLIC, HealthEndpoints.LiveAsync),
    ];

    /// <summary>The endpoint of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static ApiEndpoint Named(string name) => Endpoints.Single(endpoint => endpoint.Name == name);
}
