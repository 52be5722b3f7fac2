using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>A user of the API with a token: the few calls that the scenarios make, by plain HTTP.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(10) };

    public ApiClient(string address, string token)
    {
        Http.BaseAddress = new Uri(address);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Http => _http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Selects by query, orders, and returns the order's number.</summary>
    public async Task<long> OrderAsync(string query, string? label = null)
    {
        using var basket = await Http.PostAsJsonAsync(
            "/order/basket/selection",
            new { engineType = "legacy", searchParameters = new { q = new[] { query } } }, Stop);
        Assert.Equal(HttpStatusCode.OK, basket.StatusCode);
        using var created = await Http.PostAsJsonAsync("/user/orders", new { label }, Stop);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
    }

    public async Task<JsonElement> GetOrderAsync(long id) =>
        (await Http.GetFromJsonAsync<JsonElement>($"/user/orders/{id}", Stop)).GetProperty("content");

    /// <summary>Asks until the order is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(long id, Func<JsonElement, bool> wanted, TimeSpan limit)
    {
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            var order = await GetOrderAsync(id);
            if (wanted(order)) return order;
            Assert.True(Environment.TickCount64 < end, $"Not within {limit}: {order}");
            await Task.Delay(200, Stop);
        }
    }

    /// <summary>Fetches a file to the end; false if there is none (204).</summary>
    public async Task<bool> FetchAsync(string address, string path)
    {
        using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Stop);
        if (response.StatusCode == HttpStatusCode.NoContent) return false;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var file = File.Create(path);
        await response.Content.CopyToAsync(file, Stop);
        Assert.Equal(response.Content.Headers.ContentLength, file.Length);
        return true;
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Reads of an order's JSON.</summary>
internal static class OrderJson
{
    public static string Status(this JsonElement order) => order.GetProperty("status").GetString()!;

    public static int Available(this JsonElement order) => order.GetProperty("availableFilesCount").GetInt32();

    public static bool Ended(this JsonElement order) => order.Status() is "DONE" or "DONE_WITH_WARNING" or "FAILED";
}
