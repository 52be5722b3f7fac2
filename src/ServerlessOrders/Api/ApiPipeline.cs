using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Http;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Api;

/// <summary>
/// What happens around every handler, on both hosts:
/// (1) the headers of every response are set, (2) the caller is authenticated, (3) the role is checked, (4) the handler answers,
/// (5) its result is written, a failed condition or range with its reason, and (6) whatever went wrong is mapped to an answer, or
/// breaks the connection if one has begun.
/// </summary>
public sealed class ApiPipeline
{
    private const int ClientClosedRequest = 499;

    /// <summary>REGARDS' header that names a request to its operator.</summary>
    private const string CorrelationIdHeader = "correlation-id";

    private readonly BearerTokens _tokens;
    private readonly DownloadTokens _downloads;
    private readonly IOptions<OrdersOptions> _options;
    private readonly ILogger<ApiPipeline> _logger;

    internal ApiPipeline(
        BearerTokens tokens, DownloadTokens downloads, IOptions<OrdersOptions> options, ILogger<ApiPipeline> logger) =>
        (_tokens, _downloads, _options, _logger) = (tokens, downloads, options, logger);

    /// <summary>Answers one request to an endpoint completely.</summary>
    /// <param name="http">The request.</param>
    /// <param name="endpoint">The name of the endpoint in <see cref="ApiTable"/>.</param>
    public Task RunAsync(HttpContext http, string endpoint) => RunAsync(http, ApiTable.Named(endpoint));

    /// <summary>Answers one request to an endpoint completely.</summary>
    internal async Task RunAsync(HttpContext http, ApiEndpoint endpoint)
    {
        StoragePatience.Begin();
        // In a search of the catalog the parameter names a page (STAC API); no token of a user opens it.
        if (!endpoint.IsOfCatalog) QueryToken.Take(http);
        // If the host has the prefix in its own routes (host.json), it leaves it in the path.
        PathPrefix.TryTake(http, _options.Value.PathBase, out _);
        var known = RequestScope.Of(http, endpoint, CorrelationId(http));
        using var scope = _logger.BeginScope(known);
        await GuardAsync(http, endpoint.Name, async () =>
        {
            var isOpen = endpoint.IsOpenWithCatalog && _options.Value.PublicCatalog is { Length: > 0 } && http.Request.Headers.Authorization.Count == 0;
            var (caller, refusal) = isOpen
                ? (Caller.Anonymous with { Tenant = _options.Value.PublicCatalog! }, null)
                : await AuthenticateAsync(http, endpoint); // (2)
            if (refusal is not null) return refusal;
            known.Add(caller);
            if (caller.Role < endpoint.Role && !isOpen) // (3)
                return ApiError.Forbidden($"This needs the role {endpoint.Role} or a higher one; the token has {caller.Role}.");
            if (endpoint.IsOfCatalog && CatalogParameters.Refusal(http.Request, endpoint) is { } refused) return refused;
            return await endpoint.Handler(new ApiCall(http, caller, known)); // (4)
        });
    }

    /// <summary>
    /// Answers one request that no route of the host matches: those below <c>Orders:PathBase</c> go to their endpoint; the rest are
    /// preflight requests, wrong methods, unknown addresses.
    /// </summary>
    public Task RunUnmatchedAsync(HttpContext http)
    {
        var isPrefixed = PathPrefix.TryTake(http, _options.Value.PathBase, out var ofCatalog);
        var endpoints = ofCatalog ? ApiTable.Endpoints.Where(endpoint => endpoint.Route.StartsWith(ApiRoutes.Engines, StringComparison.Ordinal)) : ApiTable.Endpoints;
        if (isPrefixed)
        {
            foreach (var endpoint in endpoints.Where(endpoint => endpoint.Methods.Contains(http.Request.Method)))
            {
                if (RouteMatch.Match(endpoint.Route, http.Request.Path.Value!) is not { } values) continue;
                http.Request.RouteValues = values;
                return RunAsync(http, endpoint);
            }
        }

        QueryToken.Take(http);
        return GuardAsync(http, "Unmatched", () => Unmatched.AnswerAsync(http, endpoints));
    }

    private async Task GuardAsync(HttpContext http, string name, Func<Task<IResult>> answer)
    {
        SetHeaders(http); // (1)
        try
        {
            var result = await answer();
            await result.ExecuteAsync(http); // (5)
            if (http.Response is { StatusCode: 412 or 416, HasStarted: false }) await ExplainAsync(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested) // (6)
        {
            _logger.LogDebug("The client left during {Endpoint}", name);
            if (!http.Response.HasStarted) http.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception e)
        {
            await AnswerErrorAsync(http, name, e);
        }
    }

    /// <summary>
    /// The results of ASP.NET Core answer 412 and 416 (RFC 9110 sections 13.1 and 14.2) without a body: the client gets a message as
    /// with every error, and keeps what tells it the version and length of what there is.
    /// </summary>
    private static async Task ExplainAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        var (status, contentRange, etag, location) = (http.Response.StatusCode, headers.ContentRange, headers.ETag, headers.ContentLocation);
        http.Response.Clear();
        SetHeaders(http);
        (headers.ContentRange, headers.ETag, headers.ContentLocation) = (contentRange, etag, location);
        var message = status == StatusCodes.Status412PreconditionFailed
            ? "The content is not, or no longer, the version that If-Match or If-Unmodified-Since asks for. Ask without the condition to get the current version."
            : $"The requested range holds no byte of the content, which has {contentRange.ToString().Split('/')[^1]} bytes.";
        await new ApiError(status, message).ExecuteAsync(http);
    }

    private async Task AnswerErrorAsync(HttpContext http, string name, Exception fault)
    {
        var error = ErrorOf(http, name, fault);
        if (http.Response.HasStarted)
        {
            // A response cut short must look broken, never complete.
            http.Abort();
            return;
        }

        http.Response.Clear();
        SetHeaders(http);
        // RFC 9110 section 12.5.3: which content codings a request may have.
        if (error.Status == StatusCodes.Status415UnsupportedMediaType) http.Response.Headers.AcceptEncoding = "identity";
        if (fault is CatalogUnavailableException { MayRecover: true, RetryAfter: { } span }) AskAgain.After(http.Response, span, error.Status);
        await error.ExecuteAsync(http);
    }

    private ApiError ErrorOf(HttpContext http, string name, Exception fault)
    {
        switch (fault)
        {
            case ApiException refused:
                return refused.Error;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ApiError.TooLarge("The body is too large.");
            case CatalogUnavailableException lost:
                _logger.LogWarning("{Endpoint} could not read a catalog: {Reason}", name, lost.Message);
                return lost.MayRecover
                    ? new ApiError(StatusCodes.Status503ServiceUnavailable, $"{lost.Message} Nothing was changed: try again later.")
                    : new ApiError(StatusCodes.Status502BadGateway, $"{lost.Message} Nothing was changed; the operator of this service can mend it.");
            case BadHttpRequestException bad:
                return new ApiError(bad.StatusCode, "The request is malformed, or its body ended early or came too slowly.");
            default:
                var id = CorrelationId(http);
                _logger.LogError(
                    StorageOutage.TraceOf(fault), "{Endpoint} failed, correlation id {CorrelationId}: {Reason}", name, id, StorageOutage.ReasonOf(fault));
                return StorageOutage.IsCauseOf(fault)
                    ? new ApiError(
                        StatusCodes.Status503ServiceUnavailable,
                        $"Storage does not serve the service at the moment: try again in some seconds. The operator finds the cause under {id}.")
                    : new ApiError(
                        StatusCodes.Status500InternalServerError,
                        $"The service failed to answer this request. The operator finds the cause under {id}.");
        }
    }

    private async Task<(Caller Caller, IResult? Refusal)> AuthenticateAsync(HttpContext http, ApiEndpoint endpoint)
    {
        if (endpoint.Role == Role.PUBLIC) return (Caller.Anonymous, null);
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0 && endpoint.TakesTokenFromQuery && QueryToken.Take(http) is { } ofLink)
            return await _downloads.ReadAsync(ofLink) is { } caller ? (caller, RefusalOfLink(http, endpoint, caller)) : Answer(http, await _tokens.CheckAsync(ofLink, http.RequestAborted));
        if (header.Count != 1 || header.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var scheme, var token]
            || !scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return (Caller.Anonymous, ApiError.Unauthenticated(http, "Bearer", "A token is needed: send 'Authorization: Bearer <JWT>'."));

        return Answer(http, await _tokens.CheckAsync(token, http.RequestAborted));
    }

    private static (Caller Caller, IResult? Refusal) Answer(HttpContext http, BearerCheck check) => check.Status switch
    {
        BearerStatus.Accepted => (check.Caller, null),
        BearerStatus.AuthorityUnreachable => (check.Caller, new ApiError(StatusCodes.Status503ServiceUnavailable, check.Reason)),
        _ => (check.Caller, ApiError.Unauthenticated(http, ApiError.InvalidToken, check.Reason)),
    };

    /// <summary>A link that has run out goes on with what was begun; whether the request names that, the handler sees.</summary>
    private static ApiError? RefusalOfLink(HttpContext http, ApiEndpoint endpoint, Caller caller) =>
        caller.OnlyResumes && !(endpoint.HasRanges && Resumption.VersionOf(http.Request) is not null) ? Resumption.LinkExpired(http) : null;

    private static void SetHeaders(HttpContext http)
    {
        ApiHeaders.Apply(http.Response.Headers);
        http.Response.Headers[CorrelationIdHeader] = CorrelationId(http);
        QueryToken.Protect(http);
    }

    /// <summary>The client's own name of the request, as REGARDS' gateway keeps it, if it can stand in a log; else that of its trace.</summary>
    private static string CorrelationId(HttpContext http) =>
        http.Request.Headers[CorrelationIdHeader] is [{ Length: > 0 and <= 128 } given] && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
            ? given
            : Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
}
