using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Unit.Http;

/// <summary>Calls as a host would make them, without a host.</summary>
internal static class Calls
{
    internal static ApiCall Get(string pathAndQuery, string? publicBaseUrl = null)
    {
        var parts = pathAndQuery.Split('?', 2);
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection()
                .AddLogging()
                .AddSingleton(Options.Create(new OrdersOptions { PublicBaseUrl = publicBaseUrl }))
                .BuildServiceProvider(),
        };
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("localhost:7071");
        http.Request.Path = parts[0];
        http.Request.QueryString = new QueryString(parts.Length > 1 ? "?" + parts[1] : "");
        http.Response.Body = new MemoryStream();
        return new ApiCall(http, new Caller("demo", "ana@example.org", Role.REGISTERED_USER));
    }

    internal static ApiCall Post(byte[] body, string? contentType)
    {
        var call = Get("/somewhere");
        call.Http.Request.Method = "POST";
        call.Http.Request.ContentType = contentType;
        call.Http.Request.Body = new MemoryStream(body);
        return call;
    }

    internal static ApiCall Post(string json) => Post(Encoding.UTF8.GetBytes(json), "application/json");

    internal static async Task<string> AnswerAsync(this ApiCall call, IResult result)
    {
        await result.ExecuteAsync(call.Http);
        return Encoding.UTF8.GetString(((MemoryStream)call.Http.Response.Body).ToArray());
    }

    internal static async Task<string> RefusedAsync(int status, Func<Task> read)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(read);
        Assert.Equal(status, refused.Error.Status);
        return Assert.Single(refused.Error.Messages);
    }

    internal static string Refused(int status, Func<object?> read)
    {
        var refused = Assert.Throws<ApiException>(() => { read(); });
        Assert.Equal(status, refused.Error.Status);
        return Assert.Single(refused.Error.Messages);
    }
}
