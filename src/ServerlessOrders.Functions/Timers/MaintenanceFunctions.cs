using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Maintenance;

namespace ServerlessOrders.Functions.Timers;

/// <summary>
/// The passes of the product on their schedules. The host runs a timer on one instance at a time; a pass that is cut off by a
/// time limit goes on at the next occurrence.
/// </summary>
public sealed class MaintenanceFunctions(
    ExpiryPass expiry,
    RefreshPass refresh,
    ReminderPass reminder,
    InvocationClient client,
    IOptions<OrdersOptions> options,
    TimeProvider time)
{
    /// <summary>Turns orders that are past their date into EXPIRED.</summary>
    [Function(nameof(ExpireOrders))]
    public async Task ExpireOrders(
        [TimerTrigger(MaintenanceSchedule.Expiry)] TimerInfo timer,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellationToken)
    {
        using var use = client.Use(durable);
        while (await expiry.RunAsync(cancellationToken: cancellationToken))
        {
            // The next step goes on where this one ended.
        }
    }

    /// <summary>Wakes the orders that nobody drives, those included whose orchestration was lost.</summary>
    [Function(nameof(RefreshOrders))]
    public async Task RefreshOrders(
        [TimerTrigger(MaintenanceSchedule.Refresh)] TimerInfo timer,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellationToken)
    {
        using var use = client.Use(durable);
        await refresh.RunAsync(cancellationToken);
    }

    /// <summary>
    /// Reminds users of their files, if it is time. Azure's timers know UTC only (on Linux), so this one comes each quarter
    /// of an hour and looks at the clock of <c>Orders:TimeZone</c>; a second run sends nothing twice.
    /// </summary>
    [Function(nameof(RemindUsers))]
    public async Task RemindUsers(
        [TimerTrigger(MaintenanceSchedule.ReminderCheck)] TimerInfo timer,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);
        if (!MaintenanceSchedule.IsReminderDue(time.GetUtcNow(), zone)) return;
        using var use = client.Use(durable);
        await reminder.RunAsync(cancellationToken);
    }
}
