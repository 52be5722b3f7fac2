using Microsoft.AspNetCore.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Http;

/// <summary>One row of the API table.</summary>
/// <param name="Name">The endpoint's name; also that of its Azure function.</param>
/// <param name="Methods">The HTTP methods, upper case.</param>
/// <param name="Route">A route of <see cref="ApiRoutes"/>.</param>
/// <param name="Role">The least role that may call it; PUBLIC: anyone, and a bearer token is not even looked at.</param>
/// <param name="Handler">What answers.</param>
public sealed record ApiEndpoint(
    string Name, IReadOnlyList<string> Methods, string Route, Role Role, Func<ApiCall, Task<IResult>> Handler)
{
    /// <summary>
    /// True for the downloads that a browser opens as a plain link, which cannot carry a header: the token may come as
    /// <c>?token=</c> (contract, section 2).
    /// </summary>
    public bool TakesTokenFromQuery { get; init; }
}
