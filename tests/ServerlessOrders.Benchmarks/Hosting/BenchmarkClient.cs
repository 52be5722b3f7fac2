using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>A user of the API: the few calls that scenarios make, by plain HTTP.</summary>
internal sealed class BenchmarkClient : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public BenchmarkClient(Uri address, string token)
    {
        Token = token;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromHours(1) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Http { get; }

    /// <summary>The bearer token, for programs that call beside this client.</summary>
    public string Token { get; }

    /// <summary>Selects by query, orders, and returns the order's number.</summary>
    public async Task<long> OrderAsync(string query, CancellationToken stop)
    {
        await SelectAsync(query, stop);
        return await OrderAsync(stop);
    }

    /// <summary>Puts what the query finds into the basket.</summary>
    public async Task SelectAsync(string query, CancellationToken stop)
    {
        var selection = new { engineType = "legacy", searchParameters = new { q = new[] { query } } };
        using var basket = await Http.PostAsJsonAsync("/order/basket/selection", selection, stop);
        await CheckAsync(basket, stop);
    }

    /// <summary>Orders the basket, and returns the order's number.</summary>
    public async Task<long> OrderAsync(CancellationToken stop)
    {
        using var created = await Http.PostAsJsonAsync("/user/orders", new { }, stop);
        await CheckAsync(created, stop);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("content").GetProperty("id").GetInt64();
    }

    /// <summary>Waits for the end of an order, and sees that it is DONE.</summary>
    public async Task CompleteAsync(long id, CancellationToken stop)
    {
        while (true)
        {
            var order = (await Http.GetFromJsonAsync<JsonElement>($"/user/orders/{id}", stop)).GetProperty("content");
            var status = order.GetProperty("status").GetString();
            if (status == "DONE") return;
            if (status is not ("PENDING" or "RUNNING")) throw new InvalidOperationException($"Order {id} ended as {status}: {order}");
            await Task.Delay(Poll, stop);
        }
    }

    /// <summary>Sends a request and reads its answer, which must be a success.</summary>
    public async Task SendAsync(string method, string path, string? json, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, stop);
        await CheckAsync(response, stop);
    }

    /// <summary>Fetches all and keeps nothing; returns the number of bytes.</summary>
    public async Task<long> FetchAsync(string address, CancellationToken stop)
    {
        using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop);
        await CheckAsync(response, stop);
        await using var content = await response.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[256 * 1024];
        var total = 0L;
        while (await content.ReadAsync(buffer, stop) is var count and > 0) total += count;
        return total;
    }

    public void Dispose() => Http.Dispose();

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{response.RequestMessage}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(stop)}");
    }
}
