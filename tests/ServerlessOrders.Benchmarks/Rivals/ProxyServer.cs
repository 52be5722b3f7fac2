using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace ServerlessOrders.Benchmarks.Rivals;

/// <summary>
/// The least that a server between storage and client can do: passes the blobs of a list on, and nothing else. What it takes is the
/// floor of any server on this stack. Either by hand, an HttpClient's answer copied to the response in pieces of 256 KiB, or by
/// Yarp.ReverseProxy. <c>/{n}</c> is the n-th blob.
/// </summary>
internal static class ProxyServer
{
    /// <summary>Name of the hidden command that runs it by hand.</summary>
    public const string PlainCommand = "plain-proxy-server";

    /// <summary>Name of the hidden command that runs it with Yarp.</summary>
    public const string YarpCommand = "yarp-server";

    private const int PieceBytes = 256 * 1024;

    /// <summary>Prints its address, and serves until its standard input ends.</summary>
    /// <param name="list">A line for each file: its address, with a signature, before a tab.</param>
    /// <param name="yarp">With Yarp, not by hand.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(string list, bool yarp, CancellationToken stop)
    {
        var addresses = (await File.ReadAllLinesAsync(list, stop)).Select(line => new Uri(line.Split('\t')[0])).ToList();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");

        // As Yarp's documentation sets its client up; the plain one gets the same.
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        });
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.MapGet("/{index}", async context =>
        {
            var address = addresses[int.Parse((string)context.Request.RouteValues["index"]!, CultureInfo.InvariantCulture)];
            if (yarp) await forwarder.SendAsync(context, address.GetLeftPart(UriPartial.Authority), client, ForwarderRequestConfig.Empty, new ToBlob(address));
            else await CopyAsync(context, client, address);
        });
        await app.StartAsync(stop);
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync(stop);
    }

    private static async Task CopyAsync(HttpContext context, HttpMessageInvoker client, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await client.SendAsync(request, context.RequestAborted);
        answer.EnsureSuccessStatusCode();
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        await using var content = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var output = context.Response.BodyWriter;
        while (await content.ReadAsync(output.GetMemory(PieceBytes), context.RequestAborted) is var count and > 0)
        {
            output.Advance(count);
            await output.FlushAsync(context.RequestAborted);
        }
    }

    private sealed class ToBlob(Uri address) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.RequestUri = address;
            proxyRequest.Headers.Host = null;
        }
    }
}
