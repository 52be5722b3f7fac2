using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Functions.Workflows;

public sealed class DurableOrderWorkflowsTests
{
    [Fact]
    public async Task Wake_OfAnOrderWithoutInstance_StartsOne()
    {
        var order = new ScriptedOrder(ScriptedOrder.Finished);

        await order.WakeAsync();

        Assert.Equal("""{"Order":{"Tenant":"demo","Id":7},"Status":null}""", order.Hub.InputOf("demo:7"));
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatWaits_StartsNoSecondOne()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait(), order.Wait());
        await order.WakeAsync();
        await order.Hub.RunAsync();
        var instance = order.Instance;

        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Same(instance, order.Instance);
        Assert.Equal(["plan", "plan"], order.Done);
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatHasEnded_StartsItAnew()
    {
        var order = new ScriptedOrder(ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.Hub.RunAsync();
        Assert.True(order.Instance.HasEnded);

        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Equal(["plan", "plan"], order.Done);
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatWasLost_StartsItAnew()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait(), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.Hub.RunAsync();
        order.Hub.Lose("demo:7");

        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.True(order.Instance.HasEnded);
    }

    [Fact]
    public async Task Wake_WhileAnotherStartsTheInstance_WakesIt()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait());
        var client = order.Hub.Mock();
        client.SetupSequence(Raise())
            .ThrowsAsync(new RpcException(new Status(StatusCode.NotFound, "Not yet.")))
            .Returns(Task.CompletedTask);
        client.Setup(Start()).ThrowsAsync(new OrchestrationAlreadyExistsException("Now it is."));

        await order.WakeAsync(client.Object);

        client.Verify(Raise(), Times.Exactly(2));
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatAlwaysEndsAndStarts_GivesUp_AndSaysSo()
    {
        var order = new ScriptedOrder();
        var client = order.Hub.Mock();
        client.Setup(Raise()).ThrowsAsync(new RpcException(new Status(StatusCode.FailedPrecondition, "It ended.")));
        client.Setup(Start()).ThrowsAsync(new OrchestrationAlreadyExistsException("It runs."));

        await order.WakeAsync(client.Object);

        client.Verify(Raise(), Times.Exactly(3));
        Assert.Contains("Order 7 of demo", Assert.Single(order.Logs).Message, StringComparison.Ordinal);
    }

    /// <summary>The state has been written by then: an error would make the caller repeat what has been done.</summary>
    [Fact]
    public async Task Wake_WhereDurableFunctionsCannotBeReached_IsLeftToTheRefreshTimer()
    {
        var order = new ScriptedOrder();
        var client = order.Hub.Mock();
        client.Setup(Raise()).ThrowsAsync(new RpcException(new Status(StatusCode.Unavailable, "The host restarts.")));

        await order.WakeAsync(client.Object);

        Assert.Contains("refresh timer", Assert.Single(order.Logs).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InstanceId_HoldsNothingThatAManagementAddressCannot() =>
        Assert.Equal("a.b-c_D:2147483647", OrderOrchestration.InstanceId(new OrderKey("a.b-c_D", int.MaxValue)));

    [Fact]
    public void Client_OfAFunctionWithoutBinding_NamesTheBinding()
    {
        var invocation = new InvocationClient();
        using (invocation.Use(new ScriptedOrder().Hub.Client)) Assert.NotNull(invocation.Current);

        var missing = Assert.Throws<InvalidOperationException>(() => invocation.Current);
        Assert.Contains("[DurableClient]", missing.Message, StringComparison.Ordinal);
    }

    private static System.Linq.Expressions.Expression<Func<DurableTaskClient, Task>> Raise() =>
        client => client.RaiseEventAsync("demo:7", DurableWorkflowContext.WakeEvent, null, It.IsAny<CancellationToken>());

    private static System.Linq.Expressions.Expression<Func<DurableTaskClient, Task<string>>> Start() =>
        client => client.ScheduleNewOrchestrationInstanceAsync(
            It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>());
}
