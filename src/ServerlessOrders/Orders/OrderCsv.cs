using System.Globalization;
using CsvHelper;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders;

/// <summary>Writes orders as CSV (contract, section 8; RFC 4180 but for the separator), while they are read.</summary>
internal sealed class OrderCsv(OrderScanStore scan)
{
    private static readonly string[] Header =
    [
        "ORDER_ID", "CREATION_DATE", "EXPIRATION_DATE", "OWNER", "STATUS", "STATUS_DATE", "PERCENT_COMPLETE", "FILES_IN_ERROR",
        "FILES_SIZE", "FILES_COUNT",
    ];

    // Lines end as REGARDS ends them. CsvText keeps formulas out: the library looks at the first character of a cell alone.
    private static readonly CsvWriterOptions Format = new()
    {
        Separator = ';',
        NewLine = "\n",
    };

    /// <summary>Writes the orders of a tenant that match, by id, in UTF-8. The first line goes out before an order is read.</summary>
    public async Task WriteAsync(Stream body, string tenant, OrderFilter filter, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(body, Format, leaveOpen: true);
        await csv.WriteRecordAsync(Header, cancellationToken);
        await csv.FlushAsync(cancellationToken);
        var range = await scan.FindRangeAsync(tenant, filter, cancellationToken);
        await foreach (var order in scan.ReadAsync(tenant, range, cancellationToken))
        {
            if (filter.Matches(order)) await csv.WriteRecordAsync(Fields(order), cancellationToken);
        }
    }

    private static string[] Fields(OrderSnapshot snapshot)
    {
        var order = snapshot.Order;
        return
        [
            Text(order.Id),
            Instants.Format(order.CreationDate),
            Instants.Format(order.ExpirationDate),
            CsvText.Safe(order.OwnerName),
            order.Status.ToString(),
            Instants.Format(order.StatusDate),
            Text(snapshot.PercentCompleted),
            Text(snapshot.FilesInErrorCount),
            Text(snapshot.Tasks.Sum(task => task.FilesSize)),
            Text(snapshot.Tasks.Sum(task => task.FilesCount)),
        ];

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
