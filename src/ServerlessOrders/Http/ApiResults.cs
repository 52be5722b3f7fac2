using System.Text;
using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>Answers with JSON by <see cref="ApiJson"/>.</summary>
internal static class ApiResults
{
    /// <summary>A value as <c>application/json</c>.</summary>
    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, ApiJson.Options, "application/json", status);

    /// <summary>A body that is written while it is made; nothing is made for HEAD, which has none.</summary>
    public static IResult Stream(HttpRequest request, string mediaType, Func<Stream, Task> write) =>
        TypedResults.Stream(HttpMethods.IsHead(request.Method) ? _ => Task.CompletedTask : write, mediaType);

    /// <summary>JSON that was written before, as <c>application/json</c>; a status without a body if it is null.</summary>
    public static IResult Text(string? json, int status) =>
        json is null ? Empty(status) : new JsonText(json, status);

    /// <summary>A status without a body.</summary>
    public static IResult Empty(int status) => TypedResults.StatusCode(status);

    private sealed record JsonText(string Json, int Status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var body = Encoding.UTF8.GetBytes(Json);
            (httpContext.Response.StatusCode, httpContext.Response.ContentType, httpContext.Response.ContentLength) =
                (Status, "application/json", body.Length);
            return httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
