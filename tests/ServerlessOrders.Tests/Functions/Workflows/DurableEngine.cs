using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>
/// The engine of Durable Functions, in memory: its own dispatchers, history and replay, and the worker that Functions use, over gRPC.
/// Waits and pauses between tries pass a thousand times faster; nothing else differs from the app.
/// </summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    /// <summary>Generous: nothing here takes seconds on an idle machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly IHost _host;

    private DurableEngine(IHost host, ReplayJournal journal) => (_host, Journal) = (host, journal);

    /// <summary>What the orchestrations asked for.</summary>
    public ReplayJournal Journal { get; }

    /// <summary>The engine's own client, for tests and operators.</summary>
    public DurableTaskClient Operator => _host.Services.GetRequiredService<DurableTaskClient>();

    /// <summary>The client, as a binding would give it.</summary>
    public DurableTaskClient Client => Mock().Object;

    /// <summary>Starts an engine.</summary>
    /// <param name="plan">The activity that plans.</param>
    /// <param name="work">The activity that works.</param>
    /// <param name="orchestrator">What each instance runs; that of the app unless a test has another.</param>
    public static async Task<DurableEngine> StartAsync(
        Func<OrderKey, Task<WorkflowStep>> plan, Func<WorkflowTask, Task> work, Func<TaskOrchestrationContext, Task>? orchestrator = null)
    {
        var journal = new ReplayJournal();
        var run = orchestrator ?? OrderOrchestration.RunAsync;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInMemoryDurableTask(
            tasks => tasks
                .AddOrchestratorFunc<OrderRun, object?>(OrderOrchestration.Name, async (context, _) =>
                {
                    await run(new ReplayedContext(context, journal));
                    return null;
                })
                .AddActivityFunc<OrderKey, WorkflowStep>(OrderActivityFunctions.PlanName, (_, order) => plan(order))
                .AddActivityFunc<WorkflowTask>(OrderActivityFunctions.WorkName, (_, task) => work(task)),
            new InMemoryDurableTaskOptions { Port = FreePort() });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new DurableEngine(host, journal);
    }

    /// <summary>
    /// The client as a mock, for a test that changes an answer of it. The engine takes an event for any instance, and the host does not
    /// (<c>throwStatusExceptionsOnRaiseEvent</c>): this client answers as the host does.
    /// </summary>
    public Mock<DurableTaskClient> Mock()
    {
        var client = new Mock<DurableTaskClient>(MockBehavior.Strict, "engine");
        client
            .Setup(c => c.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .Returns(async (string id, string name, object? payload, CancellationToken cancellation) =>
            {
                var instance = await Operator.GetInstanceAsync(id, cancellation)
                    ?? throw new RpcException(new Status(StatusCode.NotFound, "No such instance."));
                if (instance.IsCompleted) throw new RpcException(new Status(StatusCode.FailedPrecondition, "It is not running."));
                await Operator.RaiseEventAsync(id, name, payload, cancellation);
            });
        client
            .Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((TaskName name, object? input, StartOrchestrationOptions? options, CancellationToken cancellation) =>
                Operator.ScheduleNewOrchestrationInstanceAsync(name, input, Once(options!), cancellation));
        return client;
    }

    /// <summary>An instance; null if there is none.</summary>
    public Task<OrchestrationMetadata?> FindAsync(string id) => Operator.GetInstanceAsync(id, getInputsAndOutputs: true, TestContext.Current.CancellationToken);

    /// <summary>Waits until an instance has ended.</summary>
    public async Task<OrchestrationMetadata> EndOfAsync(string id)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        return await Operator.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!await wanted()) await Task.Delay(10, limit.Token);
    }

    /// <summary>Loses an instance, as a task hub that was deleted does.</summary>
    public async Task LoseAsync(string id)
    {
        await Operator.TerminateInstanceAsync(id, TestContext.Current.CancellationToken);
        await EndOfAsync(id);
        Assert.Equal(1, (await Operator.PurgeInstanceAsync(id, TestContext.Current.CancellationToken)).PurgedInstanceCount);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        else _host.Dispose();
    }

    /// <summary>The host's rule: an id that runs cannot be started, one that has ended can.</summary>
    private static StartOrchestrationOptions Once(StartOrchestrationOptions options) =>
        options.WithDedupeStatuses(OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
