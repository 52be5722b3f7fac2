using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>An error as STAC API (OGC API - Features, requirement 7) answers it: the status and <c>{code, description}</c>.</summary>
/// <param name="status">The status code.</param>
/// <param name="code">The kind of error, for programs.</param>
/// <param name="description">What is wrong, for people.</param>
internal sealed class StacError(int status, string code, string description) : IResult, IStatusCodeHttpResult
{
    int? IStatusCodeHttpResult.StatusCode => status;

    /// <summary>400: the search cannot be understood.</summary>
    public static StacError BadRequest(string description) => new(StatusCodes.Status400BadRequest, "BadRequest", description);

    /// <summary>404: there is no such document.</summary>
    public static StacError NotFound(string description) => new(StatusCodes.Status404NotFound, "NotFound", description);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) =>
        ApiResults.Json(new StacProblem(code, description), status).ExecuteAsync(httpContext);
}

/// <summary>An error of the STAC API.</summary>
/// <param name="Code">The kind, for programs.</param>
/// <param name="Description">What is wrong, for people.</param>
internal sealed record StacProblem(string Code, string Description);
