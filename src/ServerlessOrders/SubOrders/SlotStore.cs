using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// Slots of an owner: how many sub-orders over all of the owner's orders are prepared or wait for their download (contract,
/// section 5). One row per owner, every change a compare-and-swap; taking and giving back can be repeated.
/// </summary>
internal sealed class SlotStore(StorageClients storage)
{
    /// <summary>How many waiting orders are remembered; those beyond look again by themselves.</summary>
    private const int MaxWaiting = 1000;

    private readonly LastSeen<SlotOwner, Stored<Slots>> _seen = new(10_000);

    /// <summary>Takes a slot for a sub-order, or has it already.</summary>
    /// <param name="owner">The owner and tenant.</param>
    /// <param name="wanted">The sub-order that wants one.</param>
    /// <param name="limit">How many slots the owner has.</param>
    /// <param name="stillHolds">Tells of a holder whether it still needs its slot; asked only if none is free.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>False if all are in use: the order is then among those that are woken when one is given back.</returns>
    public async Task<bool> TryTakeAsync(
        SlotOwner owner, SlotHolder wanted, int limit, Func<SlotHolder, Task<bool>> stillHolds, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"the slots of {owner.Owner} in {owner.Tenant}"); ; await contention.LostAsync(cancellationToken))
        {
            // What was seen last only tells that a slot is free, and the write tells whether that is still so.
            if (!_seen.TryGet(owner, out var stored) || stored.Value.Holders.Count >= limit || stored.Value.Holders.Any(holder => holder.IsSame(wanted)))
                stored = await FindAsync(owner, cancellationToken);
            var slots = stored?.Value ?? new Slots([], []);
            if (slots.Holders.Any(holder => holder.IsSame(wanted) && holder.Generation >= wanted.Generation)) return true;

            // One of an older generation is taken anew, so that whoever gives that one back does not give this one back.
            var holders = slots.Holders.Where(holder => !holder.IsSame(wanted)).ToList();
            var has = holders.Count < slots.Holders.Count;
            if (!has && holders.Count >= limit)
            {
                var kept = new List<SlotHolder>();
                foreach (var holder in holders)
                {
                    if (await stillHolds(holder)) kept.Add(holder);
                }

                holders = kept;
            }

            var taken = has || holders.Count < limit;
            var id = wanted.SubOrder.Order.Id;
            if (!taken && (slots.Waiting.Contains(id) || slots.Waiting.Count >= MaxWaiting)) return false;
            var next = taken
                ? new Slots([.. holders, wanted], [.. slots.Waiting.Where(waiting => waiting != id)])
                : new Slots(holders, [.. slots.Waiting, id]);
            if (await TryWriteAsync(owner, next, stored, cancellationToken)) return taken;
        }
    }

    /// <summary>Gives slots of an order back, as far as they were taken in the given generation or before.</summary>
    /// <param name="owner">The owner and tenant.</param>
    /// <param name="released">The slots; the generation of each is the latest that it may have been taken in.</param>
    /// <param name="leaving">The order that waits for no slot any more, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The orders that wait longest and must be woken, one for each slot.</returns>
    public async Task<IReadOnlyList<long>> ReleaseAsync(
        SlotOwner owner, IReadOnlyCollection<SlotHolder> released, long? leaving, CancellationToken cancellationToken)
    {
        // If the answer to a write was lost, the next round finds nothing to do: those it took off the list must be woken all the same.
        IReadOnlyList<long> woken = [];
        for (var contention = new Contention($"the slots of {owner.Owner} in {owner.Tenant}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await FindAsync(owner, cancellationToken) is not { } stored) return woken;
            var kept = stored.Value.Holders
                .Where(holder => !released.Any(gone => gone.IsSame(holder) && gone.Generation >= holder.Generation))
                .ToList();
            var waiting = stored.Value.Waiting.Where(id => id != leaving).ToList();
            var freed = stored.Value.Holders.Count - kept.Count;
            if (freed == 0 && waiting.Count == stored.Value.Waiting.Count) return woken;
            woken = [.. woken.Union(waiting.Take(freed))];
            if (await TryWriteAsync(owner, new Slots(kept, [.. waiting.Skip(freed)]), stored, cancellationToken)) return woken;
        }
    }

    /// <summary>The sub-orders that hold the owner's slots now.</summary>
    public async Task<IReadOnlyList<SlotHolder>> HoldersAsync(SlotOwner owner, CancellationToken cancellationToken) =>
        (await FindAsync(owner, cancellationToken))?.Value.Holders ?? [];

    private async Task<Stored<Slots>?> FindAsync(SlotOwner owner, CancellationToken cancellationToken) =>
        await storage.Index.FindAsync<SlotsRow>(Partition(owner), TableKeys.Encode(owner.Owner), cancellationToken) is { } row
            ? new Stored<Slots>(row.Value.ToSlots(owner.Tenant), row.ETag)
            : null;

    private async Task<bool> TryWriteAsync(SlotOwner owner, Slots slots, Stored<Slots>? stored, CancellationToken cancellationToken)
    {
        var row = TableDocuments.ToEntity(Partition(owner), TableKeys.Encode(owner.Owner), SlotsRow.Of(slots));
        if (stored is null) return await storage.Index.TryAddAsync(row, cancellationToken);
        if (await storage.Index.TryReplaceAsync(row, stored.ETag, cancellationToken) is not { } etag)
        {
            _seen.Forget(owner);
            return false;
        }

        _seen.Set(owner, new(slots, etag));
        return true;
    }

    private static string Partition(SlotOwner owner) => $"slots|{TableKeys.Encode(owner.Tenant)}";

    private sealed record Slots(IReadOnlyList<SlotHolder> Holders, IReadOnlyList<long> Waiting);

    /// <summary>The same as its row keeps it, where the tenant is in the key.</summary>
    private sealed record SlotsRow(IReadOnlyList<HolderRow> Holders, IReadOnlyList<long> Waiting)
    {
        public static SlotsRow Of(Slots slots) => new(
            [.. slots.Holders.Select(holder => new HolderRow(holder.SubOrder.Order.Id, holder.SubOrder.First, holder.Generation))], slots.Waiting);

        public Slots ToSlots(string tenant) => new(
            [.. Holders.Select(row => new SlotHolder(new SubOrderKey(new OrderKey(tenant, row.OrderId), row.First), row.Generation))], Waiting);
    }

    private sealed record HolderRow(long OrderId, int First, long Generation);
}

/// <summary>Whose slots.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Owner">The login.</param>
internal readonly record struct SlotOwner(string Tenant, string Owner);

/// <summary>A sub-order that holds a slot.</summary>
/// <param name="SubOrder">The sub-order.</param>
/// <param name="Generation">The order's generation when it was taken.</param>
internal readonly record struct SlotHolder(SubOrderKey SubOrder, long Generation)
{
    /// <summary>Whether it is the same slot, whenever taken.</summary>
    public bool IsSame(SlotHolder other) => SubOrder == other.SubOrder;
}
