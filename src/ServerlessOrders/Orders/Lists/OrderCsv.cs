using System.Globalization;
using CsvHelper;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders.Lists;

/// <summary>Writes orders as CSV (contract, section 8; RFC 4180 but for the separator), while they are read.</summary>
internal sealed class OrderCsv(OrderScanStore scan)
{
    private static readonly string[] Header =
    [
        "ORDER_ID", "CREATION_DATE", "EXPIRATION_DATE", "OWNER", "STATUS", "STATUS_DATE", "PERCENT_COMPLETE", "FILES_IN_ERROR",
        "FILES_SIZE", "FILES_COUNT",
    ];

    /// <summary>The column behind REGARDS' own that is there if it is asked for: when the first file could be fetched, empty if none could yet.</summary>
    internal const string FirstFileDate = "FIRST_FILE_DATE";

    // Lines end as REGARDS ends them. CsvText keeps formulas out: the library looks at the first character of a cell alone.
    private static readonly CsvWriterOptions Format = new()
    {
        Separator = ';',
        NewLine = "\n",
    };

    /// <summary>Writes the orders of a tenant that match, by id, in UTF-8. The first line goes out before an order is read.</summary>
    /// <param name="body">Where to.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="filter">Which orders.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="withFirstFile">Whether <see cref="FirstFileDate"/> is wanted.</param>
    public async Task WriteAsync(
        Stream body, string tenant, OrderFilter filter, CancellationToken cancellationToken, bool withFirstFile = false)
    {
        await using var csv = CsvWriter.Create(body, Format, leaveOpen: true);
        await csv.WriteRecordAsync(withFirstFile ? [.. Header, FirstFileDate] : Header, cancellationToken);
        await csv.FlushAsync(cancellationToken);
        var range = await scan.FindRangeAsync(tenant, filter, cancellationToken);
        await foreach (var order in scan.ReadAsync(tenant, range, cancellationToken))
        {
            if (!filter.Matches(order)) continue;
            string[] fields = Fields(order);
            var first = order.FirstReady is { } date ? Instants.Format(date) : "";
            await csv.WriteRecordAsync(withFirstFile ? [.. fields, first] : fields, cancellationToken);
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
