using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Local.Timers;

/// <summary>
/// Runs the passes of the product on their schedules. Several processes may do so on one storage: each pass makes sure itself
/// that nothing happens twice.
/// </summary>
internal sealed class MaintenanceHost(
    ExpiryPass expiry,
    RefreshPass refresh,
    ReminderPass reminder,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    ILogger<MaintenanceHost> log) : BackgroundService
{
    /// <summary>The clock is looked at again after this time: a machine that slept, or was set right, must not be late.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        // What became due while no process ran is made up for at once; a reminder of this morning is not.
        RunAsync("expiry", MaintenanceSchedule.Expiry, atStart: true, ExpireAllAsync, stoppingToken),
        RunAsync("refresh", MaintenanceSchedule.Refresh, atStart: false, refresh.RunAsync, stoppingToken),
        RunAsync("reminder", MaintenanceSchedule.Reminder, atStart: false, reminder.RunAsync, stoppingToken));

    private async Task RunAsync(
        string name, string schedule, bool atStart, Func<CancellationToken, Task> pass, CancellationToken stopping)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);
        var next = atStart ? time.GetUtcNow() : MaintenanceSchedule.Next(schedule, time.GetUtcNow(), zone);
        while (true)
        {
            while (next - time.GetUtcNow() is { Ticks: > 0 } left)
                await Task.Delay(left < LongestSleep ? left : LongestSleep, time, stopping);
            try
            {
                await pass(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogError(
                    StorageOutage.TraceOf(e), "The {Pass} pass failed; it runs again on its schedule: {Reason}", name, StorageOutage.ReasonOf(e));
            }

            next = MaintenanceSchedule.Next(schedule, time.GetUtcNow(), zone);
        }
    }

    private async Task ExpireAllAsync(CancellationToken stopping)
    {
        while (await expiry.RunAsync(cancellationToken: stopping))
        {
            // The next step goes on where this one ended.
        }
    }
}
