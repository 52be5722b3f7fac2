using System.Collections.Concurrent;
using ServerlessOrders.Orders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>Runs the workflows of the woken orders when the test says so, one after another, until all wait.</summary>
internal sealed class InlineWorkflows : IOrderWorkflows
{
    private const int MostRuns = 50;

    private readonly ConcurrentQueue<OrderKey> _woken = new();

    /// <summary>Until when each order wants to wait.</summary>
    public ConcurrentDictionary<OrderKey, DateTimeOffset> Waits { get; } = new();

    /// <summary>Orders that nobody needs to drive any more.</summary>
    public ConcurrentDictionary<OrderKey, bool> Finished { get; } = new();

    /// <summary>The orders that were woken since the last drive.</summary>
    public IReadOnlyCollection<OrderKey> Woken => _woken;

    public Task WakeAsync(OrderKey order, CancellationToken cancellationToken)
    {
        _woken.Enqueue(order);
        return Task.CompletedTask;
    }

    public async Task DriveAsync(OrderActivities activities, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var run = 0; _woken.TryDequeue(out var order); run++)
        {
            Assert.True(run < MostRuns, $"Order {order} gets nowhere.");
            var context = new Context(activities, time, cancellationToken);
            var end = await OrderWorkflow.RunAsync(context, order);
            if (end == WorkflowEnd.Finished) Finished[order] = true;
            else if (context.WaitUntil is { } until) Waits[order] = until;
            else _woken.Enqueue(order);
        }
    }

    /// <summary>
    /// Runs an order's workflow for so many activities at most; where it goes on then, its process dies, and the order counts as woken.
    /// </summary>
    public async Task DriveStepsAsync(
        OrderKey order, int activities, OrderActivities work, TimeProvider time, CancellationToken cancellationToken)
    {
        var context = new Context(work, time, cancellationToken) { Left = activities };
        try
        {
            if (await OrderWorkflow.RunAsync(context, order) == WorkflowEnd.Finished) Finished[order] = true;
            else if (context.WaitUntil is { } until) Waits[order] = until;
            else _woken.Enqueue(order);
        }
        catch (ProcessDiedException)
        {
            _woken.Enqueue(order);
        }
    }

    private sealed class Context(OrderActivities activities, TimeProvider time, CancellationToken cancellationToken) : IWorkflowContext
    {
        public int Left { get; set; } = int.MaxValue;

        public DateTimeOffset CurrentUtc => time.GetUtcNow();

        public DateTimeOffset? WaitUntil { get; private set; }

        public async Task<WorkflowStep> PlanAsync(OrderKey order)
        {
            if (Left-- <= 0) throw new ProcessDiedException();
            return await activities.PlanAsync(order, cancellationToken);
        }

        public async Task RunAsync(WorkflowTask task)
        {
            if (Left-- <= 0) throw new ProcessDiedException();
            await activities.RunAsync(task, cancellationToken);
        }

        public Task WaitForWakeAsync(DateTimeOffset until)
        {
            WaitUntil = until;
            return Task.CompletedTask;
        }

        public void Report(string status)
        {
        }
    }
}
