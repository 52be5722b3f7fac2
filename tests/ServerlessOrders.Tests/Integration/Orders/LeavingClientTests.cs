using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Tests.Faults.Storage;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>A client that goes away while its request changes an order: the rest of the change must not wait for a timer.</summary>
public sealed class LeavingClientTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Products _products = Products.Of(1);
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private FaultProxy _proxy = null!;
    private CoreHost _host = null!;
    private bool _leaves;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync(
            azurite.ConnectionString,
            FaultPlan.Once(StorageFault.LostAnswer, request => _leaves && request.IsWrite && request.Target.Contains("/Orders", StringComparison.Ordinal)),
            hold: TimeSpan.FromSeconds(1));
        _host = new CoreHost(_proxy.Open(), _tenant, _products.Catalog, _products.Archive);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Order_WhoseClientLeavesAsItsRowIsWritten_IsListedAndDriven()
    {
        await _host.FillBasketAsync("c");

        await LeaveAsync(OrderEndpoints.CreateAsync, null);

        var order = Assert.Single(await _host.OwnOrdersAsync()).Order;
        Assert.Equal(OrderStatus.PENDING, order.Status);
        Assert.Contains(order.Key, _host.Workflows.Woken);
    }

    [Theory]
    [InlineData(OrderCommand.Pause, OrderStatus.PAUSED)]
    [InlineData(OrderCommand.Resume, OrderStatus.PENDING)]
    [InlineData(OrderCommand.Delete, OrderStatus.DELETED)]
    public async Task Command_WhoseClientLeavesAsItIsWritten_IsMade_AndTheWorkflowIsWoken(object command, object status)
    {
        var order = await _host.OrderAsync("c");
        if ((OrderCommand)command != OrderCommand.Pause)
            Assert.Equal(OrderOutcomeStatus.Done, (await _host.Get<OrderCommands>().PauseAsync(_host.User, order, Stop)).Status);
        var before = _host.Workflows.Woken.Count;

        await LeaveAsync(
            (OrderCommand)command switch
            {
                OrderCommand.Pause => OrderEndpoints.PauseAsync,
                OrderCommand.Resume => OrderEndpoints.ResumeAsync,
                _ => OrderEndpoints.DeleteAsync,
            },
            order);

        Assert.Equal((OrderStatus)status, (await _host.OrderOfAsync(order)).Order.Status);
        Assert.Equal(before + 1, _host.Workflows.Woken.Count);
    }

    /// <summary>Sends a request, and leaves when storage has written the order's row and not answered yet.</summary>
    private async Task LeaveAsync(Func<ApiCall, Task<IResult>> endpoint, OrderKey? order)
    {
        using var leaving = new CancellationTokenSource();
        _proxy.WhileLost = leaving.CancelAsync;
        _leaves = true;
        var http = new DefaultHttpContext { RequestServices = _host.Get<IServiceProvider>(), RequestAborted = leaving.Token };
        (http.Request.Scheme, http.Request.Host) = ("http", new HostString("orders.example"));
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes("{}"));
        if (order is { } key) http.Request.RouteValues["orderId"] = key.Id;

        await endpoint(new ApiCall(http, _host.User));

        Assert.True(leaving.IsCancellationRequested);
    }
}
