using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>Answers with JSON by <see cref="ApiJson"/>.</summary>
public static class ApiResults
{
    /// <summary>A value as <c>application/json</c>.</summary>
    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, ApiJson.Options, "application/json", status);

    /// <summary>A body that is written while it is made; nothing is made for HEAD, which has none.</summary>
    public static IResult Stream(HttpRequest request, string mediaType, Func<Stream, Task> write) =>
        TypedResults.Stream(HttpMethods.IsHead(request.Method) ? _ => Task.CompletedTask : write, mediaType);

    /// <summary>A status without a body.</summary>
    public static IResult Empty(int status) => TypedResults.StatusCode(status);
}
