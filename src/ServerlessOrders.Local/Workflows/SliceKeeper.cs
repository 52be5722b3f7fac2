using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>
/// Takes the slices that nobody drives, keeps them, and gives them up at the end. Every unfinished order of a slice is woken
/// when it is taken: that is how orders go on after a crash, of this process or of another.
/// </summary>
internal sealed class SliceKeeper(
    SliceLeaseStore leases, UnfinishedOrderStore unfinished, OrderSchedule schedule, TimeProvider time, ILogger<SliceKeeper> log)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    // Stops before the lease ends, so that two processes overlap as little as clocks allow.
    private static readonly TimeSpan SurelyHeld = SliceLeaseStore.Duration - TimeSpan.FromSeconds(2);

    /// <summary>Works until it is told to stop.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, UnfinishedOrderStore.Slices).Select(slice => KeepAsync(slice, stopping)));

    private async Task KeepAsync(int slice, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var since = time.GetTimestamp();
                if (await leases.TryAcquireAsync(slice, stopping) is { } lease) await DriveAsync(slice, lease, since, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(
                    StorageOutage.TraceOf(e), "Slice {Slice} of the orders could not be taken; trying again: {Reason}",
                    slice, StorageOutage.ReasonOf(e));
            }

            await Task.Delay(TryAgain, time, stopping);
        }
    }

    private async Task DriveAsync(int slice, string lease, long since, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        schedule.Open(slice);
        var waking = WakeAllAsync(slice, lost.Token);
        try
        {
            await KeepLeaseAsync(slice, lease, since, stopping);
            log.LogInformation("The lease of slice {Slice} is lost; another process may drive its orders", slice);
        }
        finally
        {
            schedule.Close(slice);
            await lost.CancelAsync();
            await waking;
            if (stopping.IsCancellationRequested) await GiveUpAsync(slice, lease);
        }
    }

    /// <summary>Renews the lease until it is lost, or may be.</summary>
    private async Task KeepLeaseAsync(int slice, string lease, long since, CancellationToken stopping)
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
                if (!await leases.TryRenewAsync(slice, lease, patience.Token)) return;
                since = asked;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(
                    StorageOutage.TraceOf(e), "The lease of slice {Slice} could not be renewed yet: {Reason}", slice, StorageOutage.ReasonOf(e));
            }
        }
    }

    /// <summary>Wakes all unfinished orders of the slice, however often storage must be asked; never throws.</summary>
    private async Task WakeAllAsync(int slice, CancellationToken lost)
    {
        while (!lost.IsCancellationRequested)
        {
            try
            {
                var orders = 0;
                await foreach (var order in unfinished.ListAsync(slice, lost))
                {
                    schedule.TryWake(order.Order);
                    orders++;
                }

                log.LogDebug("Drives slice {Slice} with {Orders} unfinished orders", slice, orders);
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

    private async Task GiveUpAsync(int slice, string lease)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await leases.ReleaseAsync(slice, lease, patience.Token);
        }
        catch (Exception e)
        {
            log.LogDebug(e, "Slice {Slice} could not be given up; its lease ends by itself", slice);
        }
    }
}
