using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using ServerlessOrders.Functions.Workflows;

namespace ServerlessOrders.Tests.Functions.Workflows;

public sealed class DurableOrderWorkflowsTests
{
    [Fact]
    public async Task Wake_OfAnOrderWithoutInstance_StartsOne()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Finished);

        await order.WakeAsync();

        Assert.Equal("""{"Order":{"Tenant":"demo","Id":7},"Status":null}""", (await order.EndAsync()).SerializedInput);
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatWaits_StartsNoSecondOne()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Wait());
        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 1);
        var instance = await order.Engine.FindAsync(ScriptedOrder.InstanceId);

        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 2);

        Assert.Equal("start anew, events kept", order.Runs[0][^1]);
        Assert.Equal(["plan", "plan"], order.Done);
        Assert.Equal(OrchestrationRuntimeStatus.Running, instance!.RuntimeStatus);
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatHasEnded_StartsItAnew()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.EndAsync();

        await order.WakeAsync();
        await order.EndAsync();

        Assert.Equal(["plan", "plan"], order.Done);
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatWasLost_StartsItAnew()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Wait(), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 1);
        await order.Engine.LoseAsync(ScriptedOrder.InstanceId);

        await order.WakeAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await order.EndAsync()).RuntimeStatus);
    }

    /// <summary>The engine's answer to a start that comes second is what the code waits for.</summary>
    [Fact]
    public async Task Wake_WhereTheInstanceIsStartedJustBefore_WakesIt()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Wait(), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 1);
        var client = order.Engine.Mock();
        var raised = 0;
        client.Setup(Raise()).Returns(() => raised++ == 0
            ? throw new RpcException(new Status(StatusCode.NotFound, "Not yet."))
            : order.Engine.Operator.RaiseEventAsync(ScriptedOrder.InstanceId, DurableWorkflowContext.WakeEvent));

        await order.WakeAsync(client.Object);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await order.EndAsync()).RuntimeStatus);
        Assert.Equal((2, 2), (raised, order.Done.Count));
    }

    [Fact]
    public async Task Wake_OfAnInstanceThatAlwaysEndsAndStarts_GivesUp_AndSaysSo()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Finished);
        var client = order.Engine.Mock();
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
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Finished);
        var client = order.Engine.Mock();
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
        using (invocation.Use(new Mock<DurableTaskClient>("unused").Object)) Assert.NotNull(invocation.Current);

        var missing = Assert.Throws<InvalidOperationException>(() => invocation.Current);
        Assert.Contains("[DurableClient]", missing.Message, StringComparison.Ordinal);
    }

    private static System.Linq.Expressions.Expression<Func<DurableTaskClient, Task>> Raise() =>
        client => client.RaiseEventAsync("demo:7", DurableWorkflowContext.WakeEvent, null, It.IsAny<CancellationToken>());

    private static System.Linq.Expressions.Expression<Func<DurableTaskClient, Task<string>>> Start() =>
        client => client.ScheduleNewOrchestrationInstanceAsync(
            It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>());
}
