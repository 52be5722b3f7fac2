using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Notifications;

/// <summary>A receiver of events on this machine: checks every signature and keeps what it took.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly ForeignHost _host;
    private readonly ConcurrentQueue<ReceivedEvent> _taken = new();
    private int _attempts;

    private Receiver(ForeignHost host) => _host = host;

    public string Url => _host.Address("hook");

    /// <summary>The status that it answers to an attempt, by number from 1.</summary>
    public Func<int, int> Answers { get; set; } = _ => StatusCodes.Status204NoContent;

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>What it took, in the order in which that came, doubles included.</summary>
    public IReadOnlyList<ReceivedEvent> Taken => [.. _taken];

    /// <summary>What it took, each once, such as <c>GRANTED DONE</c>.</summary>
    public string Types => string.Join(' ', Taken.DistinctBy(one => one.Id).Select(one => one.Type));

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver(await ForeignHost.StartAsync());
        receiver._host.Answer("hook", receiver.TakeAsync);
        return receiver;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var (id, timestamp) = (http.Request.Headers["webhook-id"].ToString(), http.Request.Headers["webhook-timestamp"].ToString());
        // The specification in its own words, beside the library that signs.
        var mac = HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        var isSigned = http.Request.Headers["webhook-signature"] == "v1," + Convert.ToBase64String(mac);
        var status = Answers(Interlocked.Increment(ref _attempts));
        if (status < 300)
        {
            var json = JsonDocument.Parse(body).RootElement;
            _taken.Enqueue(new ReceivedEvent(
                id, json.GetProperty("type").GetString()!, isSigned, http.Request.ContentType ?? "", long.Parse(timestamp, CultureInfo.InvariantCulture), json));
        }

        http.Response.StatusCode = status;
    }
}

/// <summary>An event as it came.</summary>
internal sealed record ReceivedEvent(string Id, string Type, bool IsSigned, string ContentType, long Timestamp, JsonElement Body);
