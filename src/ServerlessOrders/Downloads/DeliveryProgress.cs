using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Which bytes of a version were sent, over all requests and instances. The version's row holds up to
/// <see cref="DeliveredIntervals.MaxRanges"/> ranges. One more, and they all move into a row of their own, which never changes, and
/// the version's row begins anew: so no row grows, and nothing is forgotten however scattered a client fetches. These rows are read
/// only when the bytes could be all there are; what is found then replaces the estimate, so that the next look is as rare.
/// </summary>
/// <param name="Next">The version as it is to be written.</param>
/// <param name="Moved">The ranges that move into a row of their own, the one before <c>Next.MovedRows</c>; null if none do.</param>
/// <param name="IsComplete">True if every byte was sent.</param>
internal sealed record DeliveryProgress(ZipVersion Next, DeliveredIntervals? Moved, bool IsComplete)
{
    /// <summary>Adds a range to what a version's row tells.</summary>
    internal static async Task<DeliveryProgress> AddAsync(
        ZipStore zips, OrderKey key, ZipVersion zip, DeliveredRange range, CancellationToken cancellationToken)
    {
        var delivered = DeliveredIntervals.Parse(zip.Delivered).Add(range);
        if (delivered.Cover(zip.Length)) return new DeliveryProgress(zip with { Delivered = delivered.ToString(), State = ZipState.Sent }, null, true);

        // MovedBytes + delivered.Bytes is never less than what was sent: overlaps only count twice.
        var moved = zip.MovedBytes;
        if (zip.MovedRows > 0 && moved + delivered.Bytes >= zip.Length)
        {
            var all = DeliveredIntervals.Of([.. delivered.Ranges, .. await zips.ReadMovedAsync(key, zip, cancellationToken)]);
            if (all.Cover(zip.Length)) return new DeliveryProgress(zip with { Delivered = all.ToString(), State = ZipState.Sent }, null, true);
            moved = all.Bytes - delivered.Bytes;
        }

        return delivered.Ranges.Count <= DeliveredIntervals.MaxRanges
            ? new DeliveryProgress(zip with { Delivered = delivered.ToString(), MovedBytes = moved }, null, false)
            : new DeliveryProgress(
                zip with { Delivered = "", MovedRows = zip.MovedRows + 1, MovedBytes = moved + delivered.Bytes }, delivered, false);
    }
}
