using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>An error as the API answers it: the status and <c>{"messages": [..]}</c> (contract, section 1).</summary>
/// <param name="status">The status code.</param>
/// <param name="messages">What is wrong and what to do; at least one.</param>
internal sealed class ApiError(int status, params IReadOnlyList<string> messages) : IResult, IStatusCodeHttpResult, IValueHttpResult
{
    /// <summary>The challenge of <see cref="Unauthenticated"/> for a token that is no good.</summary>
    public const string InvalidToken = "Bearer error=\"invalid_token\"";

    /// <summary>The status code.</summary>
    public int Status { get; } = status;

    /// <summary>What is wrong and what to do.</summary>
    public IReadOnlyList<string> Messages { get; } = messages;

    int? IStatusCodeHttpResult.StatusCode => Status;

    object? IValueHttpResult.Value => new ErrorBody(Messages);

    /// <summary>400: the request says something that cannot be understood.</summary>
    public static ApiError BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>401: the caller is unknown, or (as in REGARDS) may not do this to an order in this state.</summary>
    public static ApiError Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, message);

    /// <summary>401 with the challenge of RFC 6750 section 3: the caller is unknown.</summary>
    public static ApiError Unauthenticated(HttpContext http, string challenge, string reason)
    {
        http.Response.Headers[HeaderNames.WWWAuthenticate] = challenge;
        return Unauthorized(reason);
    }

    /// <summary>403: the caller is known and may not.</summary>
    public static ApiError Forbidden(string message) => new(StatusCodes.Status403Forbidden, message);

    /// <summary>404: there is no such thing, or none that this caller may know of.</summary>
    public static ApiError NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    /// <summary>409: the request does not fit what is there.</summary>
    public static ApiError Conflict(string message) => new(StatusCodes.Status409Conflict, message);

    /// <summary>413: the body is larger than this service reads.</summary>
    public static ApiError TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, message);

    /// <summary>422: understood, and not acceptable.</summary>
    public static ApiError Unprocessable(params IReadOnlyList<string> messages) =>
        new(StatusCodes.Status422UnprocessableEntity, messages);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests && response.Headers.RetryAfter.Count == 0)
            AskAgain.After(response, AskAgain.AfterOutage, Status);
        return ApiResults.Json(new ErrorBody(Messages), Status).ExecuteAsync(httpContext);
    }
}

/// <summary>An error: what is wrong and what to do.</summary>
/// <param name="Messages">At least one message; some are fixed names such as ORDER_MUST_BE_PAUSED.</param>
[DisplayName("Messages")]
internal sealed record ErrorBody([MinLength(1)] IReadOnlyList<string> Messages);

/// <summary>
/// Ends the handling of a request with an error answer. Only for reading a request, where every value read could be wrong and
/// the answer is always the same; outcomes of the order service are results.
/// </summary>
/// <param name="error">The answer.</param>
internal sealed class ApiException(ApiError error) : Exception(string.Join(" ", error.Messages))
{
    /// <summary>The answer.</summary>
    public ApiError Error { get; } = error;

    internal static ApiException BadRequest(string message) => new(ApiError.BadRequest(message));
}
