using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Tests.Integration.Telemetry;

/// <summary>A collector of telemetry (OTLP over HTTP) that keeps the bytes of each signal by its path, as text.</summary>
internal static class OtlpCollector
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<WebApplication> StartAsync(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/{signal}", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            // Strings stand in protobuf as they are.
            var text = Encoding.UTF8.GetString(body.ToArray());
            received.AddOrUpdate(http.Request.Path, text, (_, before) => before + text);
        });
        await app.StartAsync(Stop);
        return app;
    }
}
