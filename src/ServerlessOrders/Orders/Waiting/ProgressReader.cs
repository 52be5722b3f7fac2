using Microsoft.Extensions.Options;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>
/// Tells what an order waits for. Costs no storage operation while it is expanded, prepared or paused; while it waits for a slot, one for
/// its owner's slots and one for each of at most <see cref="MaxHolders"/> that other orders hold; and one for what was seen of durations
/// while files are prepared.
/// </summary>
internal sealed class ProgressReader(
    OrderStore orders, SlotStore slots, PastPreparationStore past, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>Of how many slots of other orders is told what they wait for.</summary>
    private const int MaxHolders = 8;

    /// <summary>Reads it; null for an order that is finished.</summary>
    public async Task<ProgressView?> ReadAsync(OrderSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (!OrderStand.IsUnfinished(snapshot.Order)) return null;
        var stand = new OrderStand(snapshot);
        var others = stand.WaitsForSlot ? await OthersAsync(snapshot.Order, cancellationToken) : [];
        var now = time.GetUtcNow();
        var progress = Of(stand, others, now);
        if (stand.InPreparation.Count == 0) return progress;
        var forecast = new PreparationForecast(stand, await past.FindAsync(snapshot.Order.Tenant, cancellationToken), now);
        var restored = forecast.Restored;
        return progress with
        {
            Estimate = forecast.Finished,
            Restoring = restored is null ? progress.Restoring : progress.Restoring! with { Earliest = restored.Earliest, Latest = restored.Latest },
        };
    }

    /// <summary>The progress as far as the order's own rows tell: what a waiting client is told by whether something has changed.</summary>
    internal ProgressView? Peek(OrderSnapshot snapshot) =>
        OrderStand.IsUnfinished(snapshot.Order) ? Of(new OrderStand(snapshot), [], time.GetUtcNow()) : null;

    private ProgressView Of(OrderStand stand, IReadOnlyList<SlotHold> others, DateTimeOffset now)
    {
        var restoring = stand.Restoring.ToList();
        var counts = stand.Snapshot.Counts;
        var causes = ProgressCauses.Of(stand, others, options.Value.MaxSubOrdersPerUser);
        return new ProgressView(
            stand.Phase,
            ProgressReasons.Of(causes),
            causes,
            [.. others.Select(hold => hold.OrderId).Distinct().Order()],
            stand.FilesByState,
            counts.Bytes,
            counts.Bytes - counts.PendingBytes,
            restoring.Count == 0
                ? null
                : new RestoringFiles(restoring.Sum(sub => sub.Counts.Pending), restoring.Sum(sub => sub.Counts.PendingBytes)),
            null,
            stand.NextChange)
        {
            AskAgainAfter = stand.AskAgainAfter(now),
        };
    }

    /// <summary>The other orders of the owner that hold slots; those that have ended meanwhile give theirs back in a moment and are left out.</summary>
    private async Task<IReadOnlyList<SlotHold>> OthersAsync(Order order, CancellationToken cancellationToken)
    {
        var others = new List<SlotHold>();
        var held = await slots.HoldersAsync(order.SlotOwner, cancellationToken);
        foreach (var key in held.Select(holder => holder.SubOrder).Where(key => key.Order != order.Key).Take(MaxHolders))
        {
            if (await orders.FindSubOrderAsync(key.Order, key.First, cancellationToken) is { Ended: false } sub)
                others.Add(new SlotHold(key.Order.Id, sub.WaitsForUser));
        }

        return others;
    }
}
