using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Baskets;
using ServerlessOrders.Downloads;
using ServerlessOrders.Http;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Security;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>The product on one machine, called through the handlers of its API.</summary>
internal sealed class Product(CoreHost host)
{
    /// <summary>A transfer that broke off.</summary>
    public const int Broken = -1;

    public static readonly string[] Users = [CoreHost.Ada, "bob@example.org"];

    public CoreHost Host { get; } = host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Caller Caller(string user) => new(Host.Tenant, user, Role.REGISTERED_USER);

    public Caller Caller(string owner, Who by) => by switch
    {
        Who.Owner => Caller(owner),
        Who.Stranger => Caller(Users.First(user => user != owner)),
        _ => Host.Admin,
    };

    public async Task FillBasketAsync(string user, int collection)
    {
        var result = await Host.Get<BasketStore>().ChangeAsync(
            Host.Tenant, user,
            basket => Task.FromResult(BasketResult.Done((basket ?? Basket.Create(user, Host.Time.GetUtcNow())) with
            {
                DatasetSelections = Host.Selection($"c{collection}").Datasets,
            })),
            Stop);
        Assert.Equal(BasketStatus.Done, result.Status);
    }

    public Task<Answer> CreateAsync(string user, string? label) =>
        CallAsync(OrderEndpoints.CreateAsync, Caller(user), body: JsonSerializer.Serialize(new { label }));

    public Task<Answer> ActAsync(OrderCommand command, Caller caller, OrderKey order, string? label)
    {
        Func<ApiCall, Task<IResult>> endpoint = command switch
        {
            OrderCommand.Pause => OrderEndpoints.PauseAsync,
            OrderCommand.Resume => OrderEndpoints.ResumeAsync,
            OrderCommand.Delete => OrderEndpoints.DeleteAsync,
            OrderCommand.Remove => OrderEndpoints.RemoveAsync,
            OrderCommand.Restart => OrderEndpoints.RestartAsync,
            OrderCommand.Retry => OrderEndpoints.RetryAsync,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No command of the API."),
        };
        return CallAsync(endpoint, caller, "orderId", order.Id, JsonSerializer.Serialize(new { label }));
    }

    public Task<Answer> FetchAsync(Caller caller, OrderKey order, int position) =>
        CallAsync(FileEndpoints.GetAsync, caller, "dataFileId", FileIds.Of(order.Id, position));

    public Task<Answer> FetchZipAsync(Caller caller, OrderKey order) => CallAsync(ZipEndpoints.GetAsync, caller, "orderId", order.Id);

    public async Task<IReadOnlyList<long>> ListAsync(string user)
    {
        var answer = await CallAsync(OrderEndpoints.ListOwnAsync, Caller(user), query: "?size=1000");
        using var page = JsonDocument.Parse(answer.Body);
        var ids = page.RootElement.GetProperty("content").EnumerateArray()
            .Select(order => order.GetProperty("content").GetProperty("id").GetInt64()).ToList();
        Assert.Equal(ids.Count, page.RootElement.GetProperty("metadata").GetProperty("totalElements").GetInt32());
        return ids;
    }

    public async Task ExpireAsync() => Assert.False(await Host.Get<ExpiryPass>().RunAsync(int.MaxValue, Stop));

    public Task RunStepsAsync(OrderKey order, int count) =>
        Host.Workflows.DriveStepsAsync(order, count, Host.Get<OrderActivities>(), Host.Time, Stop);

    /// <summary>Runs the workflows that were woken or whose wait is over.</summary>
    public async Task DriveAsync()
    {
        var now = Host.Time.GetUtcNow();
        foreach (var (order, until) in Host.Workflows.Waits)
        {
            if (until > now || !Host.Workflows.Waits.TryRemove(order, out _)) continue;
            await Host.Workflows.WakeAsync(order, Stop);
        }

        await Host.DriveAsync();
    }

    private async Task<Answer> CallAsync(
        Func<ApiCall, Task<IResult>> endpoint, Caller caller, string name = "none", long id = 0, string? body = null, string query = "")
    {
        var http = new DefaultHttpContext { RequestServices = Host.Get<IServiceProvider>() };
        http.Request.Method = "GET";
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("orders.example");
        http.Request.QueryString = new QueryString(query);
        http.Request.RouteValues[name] = id;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body ?? ""));
        var content = new MemoryStream();
        http.Response.Body = content;
        var aborted = new Aborting();
        http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpRequestLifetimeFeature>(aborted);
        try
        {
            await (await endpoint(new ApiCall(http, caller))).ExecuteAsync(http);
        }
        catch (IOException)
        {
            return new Answer(Broken, null, []);
        }

        if (aborted.IsAborted) return new Answer(Broken, null, []);
        var bytes = content.ToArray();
        if (http.Response.StatusCode < 400 || bytes.Length == 0) return new Answer(http.Response.StatusCode, null, bytes);
        using var error = JsonDocument.Parse(bytes);
        return new Answer(http.Response.StatusCode, error.RootElement.GetProperty("messages")[0].GetString(), bytes);
    }

    private sealed class Aborting : Microsoft.AspNetCore.Http.Features.IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}

/// <summary>What the API answered.</summary>
/// <param name="Status">The status code, or <see cref="Product.Broken"/>.</param>
/// <param name="Message">The message of an error.</param>
/// <param name="Body">The body.</param>
internal sealed record Answer(int Status, string? Message, byte[] Body);
