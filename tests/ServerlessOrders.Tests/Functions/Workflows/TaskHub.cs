using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>
/// Durable Functions in memory: instances that are replayed from their history at each step, and their client, which answers as
/// the real one does. Nothing happens but in <see cref="RunAsync"/>.
/// </summary>
/// <param name="time">Fires timers.</param>
/// <param name="orchestrator">What every instance runs.</param>
/// <param name="activity">Runs an activity: its name and input, and its result, as JSON.</param>
internal sealed class TaskHub(
    FakeTimeProvider time, Func<TaskOrchestrationContext, Task> orchestrator, Func<string, string?, Task<string?>> activity)
{
    private const int MostEpisodes = 500;

    private readonly Dictionary<string, HubInstance> _instances = [];

    /// <summary>The client, as a binding would give it.</summary>
    public DurableTaskClient Client => Mock().Object;

    /// <summary>An instance; null where there is none.</summary>
    public HubInstance? Find(string id) => _instances.GetValueOrDefault(id);

    /// <summary>The input of an instance that has not run yet, as JSON.</summary>
    public string? InputOf(string id) => Find(id)?.Input;

    /// <summary>Loses an instance, as a task hub that was deleted does.</summary>
    public void Lose(string id) => Assert.True(_instances.Remove(id));

    /// <summary>The client as a mock, for a test that changes an answer of it.</summary>
    public Mock<DurableTaskClient> Mock()
    {
        var client = new Mock<DurableTaskClient>(MockBehavior.Strict, "hub");
        client
            .Setup(c => c.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string name, object? payload, CancellationToken _) => RaiseAsync(id, name, payload));
        client
            .Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((TaskName _, object? input, StartOrchestrationOptions? options, CancellationToken _) =>
                StartAsync(options!.InstanceId!, ReplayedContext.ToJson(input)));
        return client;
    }

    /// <summary>Lets the time pass, and everything happen that is due then.</summary>
    public Task AdvanceAsync(TimeSpan delta)
    {
        time.Advance(delta);
        return RunAsync();
    }

    /// <summary>Lets everything happen until all instances wait or have ended.</summary>
    public async Task RunAsync()
    {
        for (var episodes = 0; ;)
        {
            foreach (var instance in _instances.Values) instance.FireTimers(time.GetUtcNow().UtcDateTime);
            if (_instances.Values.FirstOrDefault(instance => instance.IsReady) is not { } ready) return;
            Assert.True(++episodes < MostEpisodes, $"Instance {ready.Id} gets nowhere.");
            ready.RunEpisode(orchestrator, time.GetUtcNow().UtcDateTime);
            foreach (var (id, call) in ready.TakeCalls()) await CallAsync(ready, id, call);
        }
    }

    private async Task CallAsync(HubInstance instance, int id, OrchestratorAction.Activity call)
    {
        try
        {
            instance.Inbox.Enqueue(new HistoryEvent.Completed(id, await activity(call.Name, call.Input)));
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            instance.Inbox.Enqueue(new HistoryEvent.Failed(id, e.Message));
        }
    }

    private Task<string> StartAsync(string id, string input)
    {
        if (_instances.TryGetValue(id, out var old) && !old.HasEnded) throw new OrchestrationAlreadyExistsException($"{id} exists.");
        _instances[id] = new HubInstance(id, input);
        return Task.FromResult(id);
    }

    private Task RaiseAsync(string id, string name, object? payload)
    {
        if (!_instances.TryGetValue(id, out var instance)) throw new RpcException(new Status(StatusCode.NotFound, "No instance."));
        if (instance.HasEnded) throw new RpcException(new Status(StatusCode.FailedPrecondition, "It is not running."));
        instance.Inbox.Enqueue(new HistoryEvent.EventRaised(name, payload is null ? null : ReplayedContext.ToJson(payload)));
        return Task.CompletedTask;
    }
}
