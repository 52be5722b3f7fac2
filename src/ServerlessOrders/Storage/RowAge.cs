using Azure;
using Azure.Data.Tables;

namespace ServerlessOrders.Storage;

/// <summary>
/// How old a row is by the clock of storage alone, which gave the row its time stamp and dates every answer: the clock of a machine
/// may be wrong by days.
/// </summary>
internal static class RowAge
{
    /// <summary>The age of a row that was just read, to the second; zero if the answer has no date, so that nobody takes it for old.</summary>
    public static TimeSpan Of(NullableResponse<TableEntity> read) =>
        read.GetRawResponse().Headers.Date - read.Value!.Timestamp ?? TimeSpan.Zero;
}
