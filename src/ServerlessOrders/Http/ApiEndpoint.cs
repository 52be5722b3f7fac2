using Microsoft.AspNetCore.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Http;

/// <summary>One row of the API table.</summary>
/// <param name="Name">The endpoint's name; also that of its Azure function.</param>
/// <param name="Methods">The HTTP methods, upper case.</param>
/// <param name="Route">A route of <see cref="ApiRoutes"/>.</param>
/// <param name="Role">The least role that may call it; PUBLIC: anyone, and a bearer token is not even looked at.</param>
/// <param name="Handler">What answers.</param>
/// <param name="OfCatalog">True if it shows the catalog, which an installation may open to anyone (<see cref="OrdersOptions.PublicCatalog"/>).</param>
public sealed record ApiEndpoint(
    string Name, IReadOnlyList<string> Methods, string Route, Role Role, Func<ApiCall, Task<IResult>> Handler, bool OfCatalog = false);
