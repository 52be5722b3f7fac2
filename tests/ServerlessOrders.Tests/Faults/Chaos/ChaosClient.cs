using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>Sends the requests of one user to whichever process answers, each on a connection of its own, and counts them.</summary>
/// <param name="servers">The addresses of the two processes; null for one that is dead.</param>
/// <param name="random">Chooses the process.</param>
/// <param name="token">The token of the user.</param>
/// <param name="adminToken">The token of an administrator.</param>
internal sealed class ChaosClient(Func<int, string?> servers, Random random, string token, string adminToken) : IDisposable
{
    // No connection is used twice: of a request on an old one the client might send a second on its own.
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromMinutes(3) };

    /// <summary>Requests that were sent.</summary>
    public int Requests { get; private set; }

    /// <summary>Answers that left open whether the request had its effect.</summary>
    public int Unclear { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Fetches bytes: status 0 if the connection broke; no bytes if it is broken off on purpose.</summary>
    public async Task<(int Status, byte[]? Bytes)> FetchAsync(string path, bool breaksOff)
    {
        try
        {
            using var request = await RequestAsync(HttpMethod.Get, path, asAdmin: false);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
            if (breaksOff) return ((int)response.StatusCode, null);
            return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(Stop));
        }
        catch (Exception e) when (IsBroken(e))
        {
            Unclear++;
            return (0, null);
        }
    }

    /// <summary>Sends a request; status 0 if the connection broke.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null, bool asAdmin = false, string? key = null)
    {
        try
        {
            using var request = await RequestAsync(method, path, asAdmin);
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            if (body is not null) request.Content = JsonContent.Create(body);
            using var response = await _http.SendAsync(request, Stop);
            var text = await response.Content.ReadAsStringAsync(Stop);
            var json = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
            var message = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("messages", out var all) ? all[0].GetString() : null;
            if ((int)response.StatusCode >= 500) Unclear++;
            return new Reply((int)response.StatusCode, message, json);
        }
        catch (Exception e) when (IsBroken(e))
        {
            Unclear++;
            return new Reply(0, e.Message, default);
        }
    }

    /// <summary>True if the server died; .NET lets the SocketException of a connection that breaks while it is made through as it is.</summary>
    private static bool IsBroken(Exception e) =>
        e is HttpRequestException or IOException or SocketException or TaskCanceledException && !Stop.IsCancellationRequested;

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, bool asAdmin)
    {
        string? address;
        while ((address = servers(random.Next(2)) ?? servers(0) ?? servers(1)) is null) await Task.Delay(100, Stop);
        Requests++;
        var request = new HttpRequestMessage(method, address + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", asAdmin ? adminToken : token);
        return request;
    }

    public void Dispose() => _http.Dispose();
}
