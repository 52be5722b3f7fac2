using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessOrders.Security;

namespace ServerlessOrders.Http;

/// <summary>
/// One authenticated request on its way to a handler of the API table. Route, query and body are read by the extensions in
/// <see cref="CallRoute"/>, <see cref="CallQuery"/>, <see cref="CallPaging"/>, <see cref="CallBody"/> and <see cref="CallUpload"/>;
/// what they cannot read they answer themselves, with an error that names it.
/// </summary>
/// <param name="http">The request and its response.</param>
/// <param name="caller">Who asks; for PUBLIC endpoints a caller without user.</param>
internal sealed class ApiCall(HttpContext http, Caller caller)
{
    private readonly RequestScope? _scope;
    private Links? _links;

    /// <summary>A request whose logs carry what is known of it.</summary>
    internal ApiCall(HttpContext http, Caller caller, RequestScope scope) : this(http, caller) => _scope = scope;

    /// <summary>The request and its response.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>Who asks.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>Fires when the client is gone: for what only reads, or changes one row.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>
    /// Never fires: for what changes state in several steps. If it stopped with its client, the rest would wait for a timer. How long
    /// it may take is bounded by the time limits of storage.
    /// </summary>
    public static CancellationToken ToTheEnd => CancellationToken.None;

    /// <summary>Builds addresses below the base address that this client uses.</summary>
    public Links Links =>
        _links ??= new Links(PublicBase.Of(Http.Request, Service<IOptions<OrdersOptions>>().Value.PublicBaseUrl));

    /// <summary>A service of the request's scope.</summary>
    public T Service<T>() where T : notnull => Http.RequestServices.GetRequiredService<T>();

    /// <summary>Tells which order the request is about, if neither its address nor its caller says so; logs carry it from here on.</summary>
    public void Concerns(OrderKey order) => _scope?.Add(order);
}
