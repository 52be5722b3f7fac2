using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Faults.Storage;

/// <summary>
/// Stands between the product and the storage emulator, on this machine only: passes requests on, and does to some of them what
/// networks and busy services do.
/// </summary>
internal sealed partial class FaultProxy : IAsyncDisposable
{
    private static readonly HashSet<string> OwnHeaders =
        new(["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"], StringComparer.OrdinalIgnoreCase);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly List<WebApplication> _doors = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly TimeSpan _hold;
    private int _late;

    private FaultProxy(FaultPlan plan, TimeSpan hold) => (Plan, _hold) = (plan, hold);

    /// <summary>Which requests meet which fault.</summary>
    public FaultPlan Plan { get; }

    /// <summary>Reaches the account through the faults.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>What happens between the effect of a request and the break of its connection, where its answer is lost.</summary>
    public Func<Task>? WhileLost { get; set; }

    /// <summary>Requests that were cut off from their sender and have not had their effect yet.</summary>
    public int Late => _late;

    /// <summary>Stands before an account.</summary>
    /// <param name="connectionString">The account.</param>
    /// <param name="plan">Which requests meet which fault.</param>
    /// <param name="hold">How long a request that times out is held; others are delayed by up to a quarter of it.</param>
    public static async Task<FaultProxy> StartAsync(string connectionString, FaultPlan plan, TimeSpan hold)
    {
        var proxy = new FaultProxy(plan, hold);
        foreach (var endpoint in Endpoint().Matches(connectionString).Select(match => match.Value).Distinct())
        {
            var door = await proxy.OpenAsync(endpoint);
            connectionString = connectionString.Replace(endpoint, door, StringComparison.Ordinal);
        }

        proxy.ConnectionString = connectionString;
        return proxy;
    }

    /// <summary>Clients as the product makes them.</summary>
    public StorageClients Open() => StorageConnection.Open(ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        foreach (var door in _doors) await door.DisposeAsync();
        _client.Dispose();
        _closing.Dispose();
    }

    private async Task<string> OpenAsync(string behind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var door = builder.Build();
        door.Run(http => HandleAsync(http, behind));
        await door.StartAsync();
        _doors.Add(door);
        return door.Urls.Single();
    }

    private async Task HandleAsync(HttpContext http, string behind)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var sent = new Sent(http, behind, body.ToArray());
        var fault = Plan.Next(sent.ToRequest());
        try
        {
            await AnswerAsync(http, sent, fault);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            http.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext http, Sent sent, StorageFault fault)
    {
        switch (fault)
        {
            case StorageFault.ServerError:
                await RefuseAsync(http, sent, 500, "InternalError");
                return;
            case StorageFault.Busy:
                http.Response.Headers.RetryAfter = "1";
                await RefuseAsync(http, sent, 503, "ServerBusy");
                return;
            case StorageFault.Conflict:
                await RefuseAsync(http, sent, 409, "EntityAlreadyExists");
                return;
            case StorageFault.PreconditionFailed:
                await RefuseAsync(http, sent, 412, "UpdateConditionNotSatisfied");
                return;
            case StorageFault.Timeout:
                await Task.Delay(_hold, http.RequestAborted);
                http.Abort();
                return;
            case StorageFault.LateEffect:
                http.Abort();
                Interlocked.Increment(ref _late);
                _ = SendLateAsync(sent);
                return;
            case StorageFault.Delay:
                await Task.Delay(Part(), _closing.Token);
                break;
            case StorageFault.Duplicate:
                (await SendAsync(sent)).Dispose();
                break;
        }

        // Has its effect even where the sender is gone by now, as on a real network.
        using var answer = await SendAsync(sent);
        if (fault == StorageFault.LostAnswer)
        {
            if (WhileLost is { } meanwhile) await meanwhile();
            http.Abort();
            return;
        }

        await ReturnAsync(http, answer, cut: fault == StorageFault.CutAnswer);
    }

    private async Task SendLateAsync(Sent sent)
    {
        try
        {
            await Task.Delay(Part(), _closing.Token);
            (await SendAsync(sent)).Dispose();
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or ObjectDisposedException)
        {
            // The emulator is gone.
        }
        finally
        {
            Interlocked.Decrement(ref _late);
        }
    }

    private TimeSpan Part() => _hold * (System.Random.Shared.NextDouble() / 4);

    private async Task<HttpResponseMessage> SendAsync(Sent sent) => await _client.SendAsync(sent.ToMessage(), _closing.Token);

    private static async Task ReturnAsync(HttpContext http, HttpResponseMessage answer, bool cut)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OwnHeaders.Contains(name)) http.Response.Headers[name] = values.ToArray();
        }

        var isHead = HttpMethods.IsHead(http.Request.Method);
        if (isHead) http.Response.ContentLength = answer.Content.Headers.ContentLength;
        if (isHead || answer.StatusCode is System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.NotModified) return;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(cut ? bytes.AsMemory(0, bytes.Length / 2) : bytes);
        if (!cut) return;
        await http.Response.Body.FlushAsync();
        http.Abort();
    }

    /// <summary>An error as storage words it: of a transaction it is the answer to one of its parts.</summary>
    private static async Task RefuseAsync(HttpContext http, Sent sent, int status, string code)
    {
        var error = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["odata.error"] = new { code, message = new { lang = "en-US", value = "0:Made up by a test." } },
        });
        http.Response.Headers["x-ms-error-code"] = code;
        if (sent.ToRequest().IsTransaction && status is 409 or 412)
        {
            http.Response.StatusCode = 202;
            http.Response.ContentType = "multipart/mixed; boundary=batchresponse_x";
            await http.Response.WriteAsync(
                "--batchresponse_x\r\nContent-Type: multipart/mixed; boundary=changesetresponse_x\r\n\r\n"
                + "--changesetresponse_x\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                + $"HTTP/1.1 {status} Refused\r\nContent-Type: application/json;odata=minimalmetadata;charset=utf-8\r\n\r\n{error}\r\n"
                + "--changesetresponse_x--\r\n--batchresponse_x--\r\n");
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(error);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Endpoint();

    /// <summary>A request, kept so that it can be sent more than once.</summary>
    private sealed class Sent(HttpContext http, string behind, byte[] body)
    {
        private readonly string _method = http.Request.Method;
        private readonly string _target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        private readonly KeyValuePair<string, string[]>[] _headers =
            [.. http.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.OfType<string>().ToArray()))];

        public StorageRequest ToRequest() => new(_method, _target, System.Text.Encoding.UTF8.GetString(body));

        public HttpRequestMessage ToMessage()
        {
            var uri = new Uri(behind + _target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            var message = new HttpRequestMessage(new HttpMethod(_method), uri);
            if (body.Length > 0 || _method is "PUT" or "POST" or "MERGE" or "PATCH") message.Content = new ByteArrayContent(body);
            foreach (var (name, values) in _headers)
            {
                if (!OwnHeaders.Contains(name) && !message.Headers.TryAddWithoutValidation(name, values))
                    message.Content?.Headers.TryAddWithoutValidation(name, values);
            }

            return message;
        }
    }
}
