using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// How far the preparation of a sub-order is, in the order's copy of it: where a run begins and when the next one is due. A
/// preparation that is over counts for the forecasts of others.
/// </summary>
internal sealed class PreparationRecord(
    OrderStore orders, PastPreparationStore past, IOptions<OrdersOptions> options, TimeProvider time,
    ILogger<PreparationRecord> log)
{
    /// <summary>When the preparation began, the position at which this run begins, and the copy; null if the sub-order is gone.</summary>
    public async Task<(PreparationBegun Begun, int From, Stored<SubOrder> Copy)?> FindAsync(
        SubOrderKey key, long generation, SubOrderSummary summary, CancellationToken cancellationToken)
    {
        if (await orders.FindCopyAsync(key.Order, key.First, cancellationToken) is not { Value: var copy } stored) return null;
        var begun = copy.Begun is { } known && known.Generation == generation
            ? known
            : new PreparationBegun(time.GetUtcNow(), generation, PreparationBegun.WorkOf(summary.Counts), Restored: false);
        return (begun, copy.ResumeAt ?? key.First, stored);
    }

    /// <summary>
    /// Notes the end of a run. If all were looked at and some wait for storage, the next one is due later; else it goes on at once
    /// where this one ended.
    /// </summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="summary">Its summary now.</param>
    /// <param name="begun">When its preparation began.</param>
    /// <param name="seenAll">Whether the run has seen all PENDING files.</param>
    /// <param name="end">The position behind the last file that it has seen.</param>
    /// <param name="copied">The copy as it was when the run began.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task EndRunAsync(
        SubOrderKey key, SubOrderSummary summary, PreparationBegun begun, bool seenAll, int end, Stored<SubOrder> copied, CancellationToken cancellationToken)
    {
        var rest = summary.Counts.Pending > 0;
        DateTimeOffset? nextCheck = seenAll && rest ? time.GetUtcNow() + options.Value.RehydrationCheckInterval : null;
        int? resumeAt = seenAll || !rest ? null : end;
        begun = begun with { Restored = begun.Restored || nextCheck is not null };
        await orders.CopyAsync(
            key.Order, summary, cancellationToken,
            copy => copy with { NextCheck = nextCheck, ResumeAt = resumeAt, Begun = rest ? begun : null }, copied);
        if (!rest && begun.Work > 0 && !summary.External)
        {
            var ended = time.GetUtcNow();
            await past.AddAsync(key.Order.Tenant, seen => seen.Add(begun, ended), cancellationToken);
            log.LogDebug(
                "Order {OrderId} of {Tenant}: the preparation of sub-order {First} took from {Begun:O} to {Ended:O}, for {Work} bytes of work, archived: {Restored}",
                key.Order.Id, key.Order.Tenant, key.First, begun.At, ended, begun.Work, begun.Restored);
        }
    }
}
