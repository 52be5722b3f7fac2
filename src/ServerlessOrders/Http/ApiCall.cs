using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Security;

namespace ServerlessOrders.Http;

/// <summary>One authenticated request on its way to a handler of the API table.</summary>
/// <param name="http">The request and its response.</param>
/// <param name="caller">Who asks; for PUBLIC endpoints a caller without user.</param>
public sealed class ApiCall(HttpContext http, Caller caller)
{
    /// <summary>The request and its response.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>Who asks.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>Fires when the client is gone.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>A service of the request's scope.</summary>
    public T Service<T>() where T : notnull => Http.RequestServices.GetRequiredService<T>();
}
