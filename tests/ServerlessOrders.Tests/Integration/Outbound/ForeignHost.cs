using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Tests.Integration.Outbound;

/// <summary>A host of external files on this machine: answers each path as a test says, and remembers what it was asked.</summary>
public sealed class ForeignHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new();
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private ForeignHost(bool tls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls) listen.UseHttps(SelfSigned());
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<ForeignHost> StartAsync(bool tls = false)
    {
        var host = new ForeignHost(tls);
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>The address of a path under a name that only the tests' resolver knows.</summary>
    public string Address(string path, string name = ForeignNetwork.Host) => $"http://{name}:{Port}/{path}";

    public void Answer(string path, RequestDelegate answer) => _answers["/" + path] = answer;

    /// <summary>A file as a good web server has it: ranges, a strong ETag, a date.</summary>
    public void AnswerFile(string path, byte[] bytes, string etag = "\"v1\"") => Answer(path, http => TypedResults
        .Bytes(bytes, "binary/whatever", enableRangeProcessing: true, lastModified: new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero), entityTag: EntityTagHeaderValue.Parse(etag))
        .ExecuteAsync(http));

    /// <summary>The whole file at once whatever is asked, chunked unless a length is announced.</summary>
    public void AnswerWhole(string path, byte[] bytes, long? announced = null) => Answer(path, async http =>
    {
        http.Response.ContentLength = announced;
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    });

    public void AnswerRedirect(string path, string location, int status = StatusCodes.Status302Found) => Answer(path, http =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = location;
        return Task.CompletedTask;
    });

    public IReadOnlyList<SeenRequest> Seen(string path) => [.. _seen.Where(one => one.Path == "/" + path)];

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        _seen.Enqueue(new SeenRequest(
            http.Request.Path, http.Request.Headers.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (_answers.TryGetValue(http.Request.Path.Value!, out var answer)) return answer(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + ForeignNetwork.Host, key, HashAlgorithmName.SHA256);
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return request.CreateSelfSigned(start, start.AddYears(100));
    }
}

/// <summary>A request as the host got it.</summary>
public sealed record SeenRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Range => Headers.GetValueOrDefault("Range");
}
