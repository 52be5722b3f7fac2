using System.Globalization;
using System.Net;
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
            Directory.CreateDirectory(folder);
            using var work = WorkFolder.Open(folder, id);
            using var connections = new SemaphoreSlim(options.Connections);
            var source = new ByteSource(client.Connection, connections, watcher);
            var watch = new OrderWatch(client, id, watcher);
            var order = await watch.UntilAsync(seen => seen.Status != OrderStatuses.Pending, cancellationToken);
            watcher.Planned(id, order.FilesCount, order.FilesSize, 0, 0);
            var (count, last) = (0, (string?)null);
            // Begun by an earlier run.
            foreach (var begun in Directory.EnumerateFiles(work.Path, "zip-*.ranges").ToList())
            {
                var number = Path.GetFileNameWithoutExtension(begun)["zip-".Length..];
                await FinishAsync(folder, work, source, id, number, cancellationToken);
                count++;
            }

            while (true)
            {
                OrderFetch.ThrowIfGone(order);
                var hasEnded = order.HasEnded || order.Status == OrderStatuses.Paused;
                (var number, last) = await NextAsync(id, cancellationToken);
                if (number is not null)
                {
                    await FinishAsync(folder, work, source, id, number, cancellationToken);
                    count++;
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
                await FinishAsync(folder, work, source, id, last, cancellationToken);
                count++;
            }

            if (count == 0 && order.FilesInErrorCount == 0 && order.FilesCount > 0 && order.HasEnded)
            {
                work.Remove();
                throw new OrdersException(ExitCode.Incomplete, $"There is no ZIP of order {id}: its files were fetched one by one, and can be again, without --zip.");
            }

            await Manifest.WriteAsync(folder, work.Finished, Path.Combine(work.Path, "manifest"), cancellationToken);
            var missing = order.FilesInErrorCount == 0
                ? []
                : new[] { new MissingFile("of the order", $"{order.FilesInErrorCount} files are in error", ExitCode.Incomplete) };
            if (order.HasEnded) work.Remove();
            return new FetchResult(order, count, missing);
        }
        catch (Exception e) when (DiskFaults.Explain(e, folder) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>The number of the ZIP of what is available, null if nothing is; and then that of the last one that was sent.</summary>
    private async Task<(string? Next, string? Last)> NextAsync(long id, CancellationToken cancellationToken)
    {
        using var response = await client.Connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Head, OrdersClient.Order(id) + "/download"), cancellationToken);
        var number = response.Content.Headers.ContentLocation?.OriginalString.Split('/')[^1];
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)) number = null;
        if (response.StatusCode == HttpStatusCode.NoContent) return (null, number);
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, $"The ZIP of order {id}", cancellationToken);
        return number is not null
            ? (number, null)
            : throw new OrdersException(ExitCode.Failed, "The service names no number for its ZIP; fetch single files, without --zip.");
    }

    private async Task FinishAsync(string folder, WorkFolder work, ByteSource source, long id, string number, CancellationToken cancellationToken)
    {
        using var part = PartFile.Open(Path.Combine(work.Path, $"zip-{number}"));
        using var digest = new ContentDigest(null);
        await source.FetchAsync($"{OrdersClient.Order(id)}/download/{number}", part, (options.Connections, null), () => digest, cancellationToken);
        using var whole = new ContentDigest(null);
        await whole.AppendAsync(part.Path, part.Size, cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"order-{id}-{number}.zip");
        work.Add(new FinishedFile(long.Parse(number, CultureInfo.InvariantCulture), part.Size, File.GetLastWriteTimeUtc(part.Path), whole.Finish().Sha256, name));
        // The same number is the same ZIP: one that is there already may go.
        File.Delete(Path.Combine(folder, name));
        part.MoveTo(Path.Combine(folder, name));
        watcher.Finished(name, part.Size);
    }
}
