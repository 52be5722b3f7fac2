using System.Globalization;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>Words for what an order waits for. Each sentence says what would bring the order further.</summary>
internal static class ProgressReasons
{
    /// <summary>The causes as sentences, one each.</summary>
    public static string Of(IEnumerable<ProgressCause> causes) => string.Join(' ', causes.Select(Of));

    private static string Of(ProgressCause cause) => cause.Kind switch
    {
        ProgressCauseKind.LISTING_FILES when cause.Files is { } found => $"Its selection is being turned into files: {Number(found)} so far.",
        ProgressCauseKind.LISTING_FILES => "Its selection is being turned into files.",
        ProgressCauseKind.CATALOG_UNAVAILABLE => $"{cause.Problem} It is asked again at {Instants.Format(cause.NotBefore!.Value)}.",
        ProgressCauseKind.PAUSED => "Paused by its owner: it goes on when it is resumed.",
        ProgressCauseKind.IN_ARCHIVE => $"{Files(cause)} on the way back from the Archive tier, which takes hours.",
        ProgressCauseKind.VERIFYING_FILES => $"{Files(cause)} being read and compared with the catalog.",
        ProgressCauseKind.RETRYING => "The files that failed are being prepared again.",
        ProgressCauseKind.ENDING => "All files are prepared: the order ends in a moment.",
        ProgressCauseKind.READY_TO_FETCH =>
            $"{Files(cause)} ready and not fetched: fetch {(cause.Files == 1 ? "it" : "them")}, and the next part is prepared ({Number(cause.SubOrders!.Value)} to come).",
        ProgressCauseKind.NO_SLOT => $"Waits for a free place, of which a user has {Number(cause.Slots!.Value)}.",
        ProgressCauseKind.SLOT_FREE => "It starts in a moment: a place has become free.",
        ProgressCauseKind.ORDERS_TO_FETCH => cause.Orders is [var one]
            ? $"Order {Number(one)} waits for the download of its files: fetch them, or delete it."
            : $"{Orders(cause)} wait for the download of their files: fetch them, or delete them.",
        ProgressCauseKind.ORDERS_IN_PREPARATION => cause.Orders is [var one] ? $"Order {Number(one)} is being prepared." : $"{Orders(cause)} are being prepared.",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause.Kind, "There is no such cause."),
    };

    private static string Orders(ProgressCause cause)
    {
        var orders = cause.Orders!;
        return $"Orders {string.Join(", ", orders.SkipLast(1).Select(id => Number(id)))} and {Number(orders[^1])}";
    }

    private static string Files(ProgressCause cause) => cause.Files == 1 ? "1 file is" : $"{Number(cause.Files!.Value)} files are";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
