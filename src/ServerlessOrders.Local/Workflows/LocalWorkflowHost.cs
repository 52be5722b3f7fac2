using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>Runs the workflows of the orders that this process drives, a bounded number side by side.</summary>
internal sealed class LocalWorkflowHost(
    OrderActivities activities,
    OrderSchedule schedule,
    DriverLease lease,
    WakeNoteStore notes,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<LocalWorkflowHost> log)
    : BackgroundService
{
    /// <summary>How many orders run side by side; all others wait without a thread.</summary>
    private const int MaxRunning = 32;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    // Two thirds of what a host without orders asks of storage; what an order of another process waits for at most.
    private static readonly TimeSpan NotesInterval = TimeSpan.FromSeconds(2.5);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        lease.RunAsync(stoppingToken),
        RunReadyAsync(stoppingToken),
        EveryAsync(Tick, MoveDueAsync, stoppingToken),
        EveryAsync(NotesInterval, TakeNotesAsync, stoppingToken));

    private Task RunReadyAsync(CancellationToken stopping) => Parallel.ForEachAsync(
        schedule.Ready.ReadAllAsync(stopping),
        new ParallelOptions { MaxDegreeOfParallelism = MaxRunning, CancellationToken = stopping },
        async (scheduled, _) => await RunAsync(scheduled, stopping));

    private async Task RunAsync(ScheduledOrder scheduled, CancellationToken stopping)
    {
        var since = scheduled.ReadySince;
        if (!schedule.TryBegin(scheduled)) return;
        telemetry.Lagged(time.GetUtcNow() - since);
        var order = scheduled.Order;
        using var scope = log.BeginOrder(order);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(scheduled.Lost, stopping);
        var context = new LocalWorkflowContext(activities, time, log, order, stop.Token);
        try
        {
            var end = await OrderWorkflow.RunAsync(context, order);
            schedule.End(scheduled, end == WorkflowEnd.Finished ? null : context.WaitUntil ?? time.GetUtcNow());
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Another process, or the next start, drives it on.
        }
        catch (Exception e)
        {
            var pause = schedule.Retry(scheduled);
            log.LogError(
                StorageOutage.TraceOf(e), "Order {OrderId} of {Tenant}: a run failed; the next one in {Pause}: {Reason}",
                order.Id, order.Tenant, pause, StorageOutage.ReasonOf(e));
        }
    }

    private Task MoveDueAsync(CancellationToken stopping)
    {
        schedule.MoveDue();
        return Task.CompletedTask;
    }

    private async Task TakeNotesAsync(CancellationToken stopping)
    {
        if (!schedule.IsOpen) return;
        await foreach (var note in notes.ListAsync(stopping))
        {
            if (schedule.TryWake(note.Order)) await notes.RemoveAsync(note, stopping);
        }
    }

    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await work(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(
                    StorageOutage.TraceOf(e), "Wake-ups of other processes could not be read; trying again: {Reason}", StorageOutage.ReasonOf(e));
            }
        }
    }
}
