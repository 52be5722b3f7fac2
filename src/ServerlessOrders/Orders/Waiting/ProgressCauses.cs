namespace ServerlessOrders.Orders.Waiting;

/// <summary>What keeps an order where it is, in the order in which it is told.</summary>
internal static class ProgressCauses
{
    /// <summary>Why an order stands where it stands.</summary>
    /// <param name="stand">Where it stands.</param>
    /// <param name="others">Who else holds its owner's slots, if it waits for one.</param>
    /// <param name="slots">How many slots the owner has.</param>
    /// <returns>At least one cause.</returns>
    public static IReadOnlyList<ProgressCause> Of(OrderStand stand, IReadOnlyList<SlotHold> others, int slots) => stand.Phase switch
    {
        ProgressPhase.EXPANDING => [Expanding(stand)],
        ProgressPhase.PAUSED => [new(ProgressCauseKind.PAUSED)],
        ProgressPhase.RESTORING => [InArchive(stand)],
        ProgressPhase.VERIFYING when stand.Snapshot.Order.Progress is { ToReset.Count: > 0 } or { ResetFrom: not null } => [new(ProgressCauseKind.RETRYING)],
        ProgressPhase.VERIFYING when stand.InPreparation.Count == 0 => [new(ProgressCauseKind.ENDING)],
        ProgressPhase.VERIFYING => Verifying(stand),
        ProgressPhase.WAITING_FOR_DOWNLOAD =>
            [new(ProgressCauseKind.READY_TO_FETCH, stand.WaitForUser.Sum(sub => sub.Counts.Available), SubOrders: stand.ToCome), .. Holders(others)],
        _ when others.Count == 0 => [new(ProgressCauseKind.SLOT_FREE)],
        _ => [new(ProgressCauseKind.NO_SLOT, Slots: slots), .. Holders(others)],
    };

    private static ProgressCause Expanding(OrderStand stand) =>
        stand.Snapshot.Order.Progress.Expansion is { Problem: { } problem, NotBefore: { } again }
            ? new(ProgressCauseKind.CATALOG_UNAVAILABLE, Problem: problem, NotBefore: again)
            : new(ProgressCauseKind.LISTING_FILES, stand.Snapshot.Order.FilesCount is var found and > 0 ? found : null);

    private static ProgressCause InArchive(OrderStand stand) =>
        new(ProgressCauseKind.IN_ARCHIVE, stand.Restoring.Sum(sub => sub.Counts.Pending));

    private static List<ProgressCause> Verifying(OrderStand stand)
    {
        var archived = InArchive(stand);
        var verifying = stand.InPreparation.Sum(sub => sub.Counts.Pending) - archived.Files;
        List<ProgressCause> causes = [new(ProgressCauseKind.VERIFYING_FILES, verifying)];
        if (archived.Files > 0) causes.Add(archived);
        return causes;
    }

    private static IEnumerable<ProgressCause> Holders(IReadOnlyList<SlotHold> others) =>
        from hold in others
        group hold.OrderId by hold.WaitsForUser into orders
        orderby orders.Key descending
        select new ProgressCause(
            orders.Key ? ProgressCauseKind.ORDERS_TO_FETCH : ProgressCauseKind.ORDERS_IN_PREPARATION, Orders: [.. orders.Distinct().Order()]);
}

/// <summary>A slot that another order holds.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="WaitsForUser">True if it is ready and keeps the slot until its files are fetched.</param>
internal readonly record struct SlotHold(long OrderId, bool WaitsForUser);
