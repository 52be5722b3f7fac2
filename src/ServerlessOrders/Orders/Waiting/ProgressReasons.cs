using System.Globalization;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>Words for what an order waits for. Each sentence says what would bring the order further.</summary>
internal static class ProgressReasons
{
    /// <summary>Why an order stands where it stands.</summary>
    /// <param name="stand">Where it stands.</param>
    /// <param name="others">Who else holds its owner's slots, if it waits for one.</param>
    /// <param name="slots">How many slots the owner has.</param>
    public static string Of(OrderStand stand, IReadOnlyList<SlotHold> others, int slots) => stand.Phase switch
    {
        ProgressPhase.EXPANDING => Expanding(stand),
        ProgressPhase.PAUSED => "Paused by its owner: it goes on when it is resumed.",
        ProgressPhase.RESTORING => $"{Files(stand.Restoring.Sum(sub => sub.Counts.Pending))} on the way back from the Archive tier, which takes hours.",
        ProgressPhase.VERIFYING when stand.Snapshot.Order.Progress is { ToReset.Count: > 0 } or { ResetFrom: not null } =>
            "The files that failed are being prepared again.",
        ProgressPhase.VERIFYING when stand.InPreparation.Count == 0 => "All files are prepared: the order ends in a moment.",
        ProgressPhase.VERIFYING => Verifying(stand),
        ProgressPhase.WAITING_FOR_DOWNLOAD => WaitingForDownload(stand, others),
        _ => Queued(others, slots),
    };

    private static string Expanding(OrderStand stand) => stand.Snapshot.Order.Progress.Expansion is { Problem: { } problem, NotBefore: { } again }
        ? $"{problem} It is asked again at {Instants.Format(again)}."
        : stand.Snapshot.Order.FilesCount is var found and > 0
        ? $"Its selection is being turned into files: {Number(found)} so far."
        : "Its selection is being turned into files.";

    private static string Verifying(OrderStand stand)
    {
        var restoring = stand.Restoring.Sum(sub => sub.Counts.Pending);
        var verifying = stand.InPreparation.Sum(sub => sub.Counts.Pending) - restoring;
        var sentence = $"{Files(verifying)} being read and compared with the catalog.";
        return restoring == 0 ? sentence : $"{sentence} {Files(restoring)} on the way back from the Archive tier.";
    }

    private static string WaitingForDownload(OrderStand stand, IReadOnlyList<SlotHold> others)
    {
        var ready = stand.WaitForUser.Sum(sub => sub.Counts.Available);
        var sentence = $"{Files(ready)} ready and not fetched: fetch {(ready == 1 ? "it" : "them")}, and the next part is prepared "
            + $"({Number(stand.ToCome)} to come).";
        return others.Count == 0 ? sentence : $"{sentence} {Holders(others, "also wait")}";
    }

    private static string Queued(IReadOnlyList<SlotHold> others, int slots) => others.Count == 0
        ? "It starts in a moment: a place has become free."
        : $"Waits for a free place, of which a user has {Number(slots)}. {Holders(others, "wait")}";

    private static string Holders(IReadOnlyList<SlotHold> others, string wait)
    {
        var fetch = Orders(others.Where(hold => hold.WaitsForUser));
        var prepared = Orders(others.Where(hold => !hold.WaitsForUser));
        var sentences = new List<string>();
        if (fetch.Count > 0)
            sentences.Add($"{Named(fetch)} {(fetch.Count == 1 ? wait.Replace("wait", "waits", StringComparison.Ordinal) : wait)} for the download of {(fetch.Count == 1 ? "its" : "their")} files: fetch them, or delete {(fetch.Count == 1 ? "it" : "them")}.");
        if (prepared.Count > 0)
            sentences.Add($"{Named(prepared)} {(prepared.Count == 1 ? "is" : "are")} being prepared.");
        return string.Join(' ', sentences);
    }

    private static List<long> Orders(IEnumerable<SlotHold> holds) => [.. holds.Select(hold => hold.OrderId).Distinct().Order()];

    private static string Named(List<long> orders) => orders.Count == 1
        ? $"Order {Number(orders[0])}"
        : $"Orders {string.Join(", ", orders.SkipLast(1).Select(id => Number(id)))} and {Number(orders[^1])}";

    private static string Files(int count) => count == 1 ? "1 file is" : $"{Number(count)} files are";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A slot that another order holds.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="WaitsForUser">True if it is ready and keeps the slot until its files are fetched.</param>
internal readonly record struct SlotHold(long OrderId, bool WaitsForUser);
