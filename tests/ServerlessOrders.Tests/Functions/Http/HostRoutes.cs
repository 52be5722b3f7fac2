using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ServerlessOrders.Tests.Functions.Http;

/// <summary>
/// Finds functions as the Functions host does: routes in the order of the functions' names, the first that fits, whatever its
/// precedence. (Azure/azure-functions-host, WebScriptHostHttpRoutesManager over WebJobsRouteBuilder.)
/// </summary>
internal sealed class HostRoutes
{
    private static readonly IServiceProvider Services = new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider();

    private readonly RouteCollection _routes = new();

    public HostRoutes(IEnumerable<AppFunction> functions)
    {
        var resolver = new DefaultInlineConstraintResolver(Services.GetRequiredService<IOptions<RouteOptions>>(), Services);
        foreach (var function in functions)
        {
            var http = function.Http!;
            var constraints = new Dictionary<string, object>();
            if (http.Methods is { Length: > 0 } methods) constraints.Add("httpMethod", new HttpMethodRouteConstraint(methods));
            _routes.Add(new Route(
                new RouteHandler(_ => Task.CompletedTask), function.Name, http.Route, [], constraints, [], resolver));
        }
    }

    /// <summary>All functions of the app.</summary>
    public static HostRoutes OfTheApp { get; } = new(AppFunction.OfHttp);

    /// <summary>The path of an address as the web server reads it: everything is decoded but a slash.</summary>
    public static PathString PathOf(string address) => new(Uri.UnescapeDataString(address.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The function for a request and the values of its route; null if none fits.</summary>
    public async Task<(string Function, RouteValueDictionary Values)?> FindAsync(string method, string path)
    {
        var http = new DefaultHttpContext { RequestServices = Services };
        http.Request.Method = method;
        http.Request.Path = PathOf(path);
        var context = new RouteContext(http);
        await _routes.RouteAsync(context);
        var route = context.RouteData.Routers.OfType<Route>().FirstOrDefault();
        return context.Handler is null || route is null ? null : (route.Name!, context.RouteData.Values);
    }
}
