using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>
/// Makes this process the one that drives the orders as soon as no other does, and gives that up at the end. Every unfinished order
/// is woken then: that is how orders go on after a crash, of this process or of another. A process that waits its turn asks once in
/// two seconds, so a killed one is followed after at most <see cref="DriverLeaseStore.Duration"/> and these.
/// </summary>
internal sealed class DriverLease(
    DriverLeaseStore leases, UnfinishedOrderStore unfinished, OrderSchedule schedule, TimeProvider time, ILogger<DriverLease> log)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    // Stops before the lease ends, so that two processes overlap as little as clocks allow.
    private static readonly TimeSpan SurelyHeld = DriverLeaseStore.Duration - TimeSpan.FromSeconds(2);

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var since = time.GetTimestamp();
                if (await leases.TryAcquireAsync(stopping) is { } lease) await DriveAsync(lease, since, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(
                    StorageOutage.TraceOf(e), "The lease of who drives the orders could not be taken; trying again: {Reason}",
                    StorageOutage.ReasonOf(e));
            }

            await Task.Delay(TryAgain, time, stopping);
        }
    }

    private async Task DriveAsync(string lease, long since, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        schedule.Open();
        var waking = WakeAllAsync(lost.Token);
        try
        {
            await KeepLeaseAsync(lease, since, stopping);
            log.LogInformation("The lease of who drives the orders is lost; another process may drive them");
        }
        finally
        {
            schedule.Close();
            await lost.CancelAsync();
            await waking;
            if (stopping.IsCancellationRequested) await GiveUpAsync(lease);
        }
    }

    /// <summary>Renews the lease until it is lost, or may be.</summary>
    private async Task KeepLeaseAsync(string lease, long since, CancellationToken stopping)
    {
        while (time.GetElapsedTime(since) is var age && age < SurelyHeld)
        {
            var next = RenewEvery - age;
            await Task.Delay(next > TimeSpan.Zero ? next : TimeSpan.FromSeconds(1), time, stopping);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            patience.CancelAfter(RenewEvery);
            try
            {
                var asked = time.GetTimestamp();
                if (!await leases.TryRenewAsync(lease, patience.Token)) return;
                since = asked;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(
                    StorageOutage.TraceOf(e), "The lease of who drives the orders could not be renewed yet: {Reason}", StorageOutage.ReasonOf(e));
            }
        }
    }

    /// <summary>Wakes all unfinished orders, however often storage must be asked; never throws.</summary>
    private async Task WakeAllAsync(CancellationToken lost)
    {
        var (slice, orders) = (0, 0);
        while (!lost.IsCancellationRequested)
        {
            try
            {
                for (; slice < UnfinishedOrderStore.Slices; slice++)
                {
                    await foreach (var order in unfinished.ListAsync(slice, lost))
                    {
                        schedule.TryWake(order.Order);
                        orders++;
                    }
                }

                log.LogDebug("Drives {Orders} unfinished orders", orders);
                return;
            }
            catch (Exception e)
            {
                if (lost.IsCancellationRequested) return;
                log.LogWarning(
                    StorageOutage.TraceOf(e), "The unfinished orders of slice {Slice} could not be read; trying again: {Reason}",
                    slice, StorageOutage.ReasonOf(e));
                await Task.Delay(TryAgain, time, lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task GiveUpAsync(string lease)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await leases.ReleaseAsync(lease, patience.Token);
        }
        catch (Exception e)
        {
            log.LogDebug(e, "The lease of who drives the orders could not be given up; it ends by itself");
        }
    }
}
