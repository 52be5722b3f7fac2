using System.Globalization;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// Fetches an order as ZIPs and keeps them: <c>order-{order}-{n}.zip</c>, one for what was available at a time, until none is left to
/// come. What the ZIP of a number holds never changes, so each is gone on with at the byte.
/// </summary>
public sealed class ZipFetch(OrdersClient client, FetchOptions options, IFetchWatcher watcher)
{
    /// <summary>Fetches.</summary>
    /// <param name="id">The order.</param>
    /// <param name="folder">The folder; made if it is not there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OrdersException">It cannot go on.</exception>
    public async Task<FetchResult> RunAsync(long id, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var watch = new OrderWatch(client, id, watcher);
            var order = await watch.NowAsync(cancellationToken);
            OrderFetch.ThrowIfGone(order);
            Directory.CreateDirectory(folder);
            using var work = WorkFolder.Open(folder, id);
            using var connections = new SemaphoreSlim(options.Connections);
            var source = new ByteSource(client.Connection, connections, watcher);
            order = await watch.UntilAsync(order, seen => seen.Status != OrderStatuses.Pending, cancellationToken);
            watcher.Planned(id, order.FilesCount, order.FilesSize, 0, 0);
            var (count, last) = (0, (ZipVersion?)null);
            foreach (var begun in ZipVersion.Begun(work))
            {
                if (await FinishAsync(folder, work, source, id, new ZipVersion(begun, null, IsSent: false), cancellationToken)) count++;
            }

            while (true)
            {
                OrderFetch.ThrowIfGone(order);
                var hasEnded = order.HasEnded || order.Status == OrderStatuses.Paused;
                last = await ZipVersion.FindAsync(client, id, cancellationToken);
                if (last is { IsSent: false })
                {
                    if (await FinishAsync(folder, work, source, id, last, cancellationToken)) count++;
                    order = await watch.NowAsync(cancellationToken);
                    continue;
                }

                if (hasEnded) break;
                watcher.Waiting(order.Progress?.Reason ?? "Waits until files are prepared.");
                order = await watch.NextAsync(cancellationToken);
            }

            // All were fetched before: the last ZIP can be fetched again.
            if (count == 0 && last is not null)
            {
                if (await FinishAsync(folder, work, source, id, await last.WithLengthAsync(client, id, cancellationToken), cancellationToken)) count++;
            }

            if (count == 0 && order.FilesInErrorCount == 0 && order.FilesCount > 0 && order.HasEnded)
            {
                work.Remove();
                throw new OrdersException(ExitCode.Incomplete, $"There is no ZIP of order {id}: its files were fetched one by one, and can be again, without --zip.");
            }

            await Manifest.WriteAsync(folder, work.Finished, Path.Combine(work.Path, "manifest"), cancellationToken);
            if (order.HasEnded) work.Remove();
            return new FetchResult(order, count, MissingOf(order));
        }
        catch (Exception e) when (DiskFaults.Explain(e, folder) is { } explained)
        {
            throw explained;
        }
    }

    // A file that could not be read while its ZIP was made is none in error: it can be tried again.
    private static IReadOnlyList<MissingFile> MissingOf(Order order)
    {
        var reason = order.FilesInErrorCount > 0 ? $"{order.FilesInErrorCount} files are in error"
            : order.Status == OrderStatuses.DoneWithWarning ? "some could not be read; NOTICE.txt in a ZIP names them"
            : null;
        return reason is null ? [] : [new MissingFile("of the order", reason, ExitCode.Incomplete)];
    }

    /// <summary>Brings a ZIP and gives it its name; false if the service does not have it any more.</summary>
    private async Task<bool> FinishAsync(string folder, WorkFolder work, ByteSource source, long id, ZipVersion zip, CancellationToken cancellationToken)
    {
        using var part = PartFile.Open(ZipVersion.PathOf(work, zip.Number));
        zip.Begin(part, client.Connection.Address, options.Connections);
        var wanted = new Wanted(options.Connections, zip.Length, Wanted.LeastRangeOfZip);
        try
        {
            await source.FetchAsync(ZipVersion.AddressOf(id, zip.Number), part, wanted, () => null, cancellationToken);
        }
        catch (OrdersException e) when (e.Code == ExitCode.Gone)
        {
            // Either a file in it has changed, and the next ZIP leaves that out; or the order is gone, which it will tell itself.
            watcher.Advanced(-part.Present);
            part.Delete();
            return false;
        }

        using var whole = new ContentDigest(null);
        await whole.AppendAsync(part.Path, part.Size, cancellationToken);
        var name = $"order-{id}-{zip.Number}.zip";
        work.Add(new FinishedFile(long.Parse(zip.Number, CultureInfo.InvariantCulture), part.Size, File.GetLastWriteTimeUtc(part.Path), whole.Finish().Sha256, name));
        // The same number is the same ZIP: one that is there already may go.
        File.Delete(Path.Combine(folder, name));
        part.MoveTo(Path.Combine(folder, name));
        watcher.Finished(name, part.Size);
        return true;
    }
}
