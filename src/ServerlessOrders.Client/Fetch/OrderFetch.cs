using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>How a fetch is done.</summary>
/// <param name="Connections">Transfers at a time.</param>
public sealed record FetchOptions(int Connections = 6);

/// <summary>What came of it.</summary>
/// <param name="Order">The order at its end.</param>
/// <param name="Files">Files that are in the folder now.</param>
/// <param name="Missing">Files that are not, and why.</param>
public sealed record FetchResult(Order Order, int Files, IReadOnlyList<MissingFile> Missing);

/// <summary>A file that could not be fetched.</summary>
public sealed record MissingFile(string Name, string Reason, ExitCode Code);

/// <summary>
/// Fetches an order into a folder, file by file as they become available, until none is left to come. It may end at any time, by any
/// means: the next run goes on at the byte.
/// </summary>
/// <remarks>
/// The steps: (1) wait until the files of the order are known; (2) give each its name, and see what is here already; (3) fetch what can be
/// fetched, large files one by one and many small ones at once, and what becomes available when something was fetched, since that frees the places of the next sub-orders; (4) write the
/// manifest and remove what was only for the way.
/// </remarks>
public sealed class OrderFetch(OrdersClient client, FetchOptions options, IFetchWatcher watcher)
{
    private readonly RetrySchedule _schedule = client.Connection.Schedule;

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
            // An order that has nothing to fetch leaves no folder behind.
            var order = await watch.NowAsync(cancellationToken);
            if (order.FilesAreGone) await EndGoneAsync(order, folder, cancellationToken);
            Directory.CreateDirectory(folder);
            using var work = WorkFolder.Open(folder, id);
            using var connections = new SemaphoreSlim(options.Connections);
            // (1)
            order = await watch.UntilAsync(order, seen => seen.Status != OrderStatuses.Pending, cancellationToken);
            ThrowIfGone(order);
            // (2)
            var source = new ByteSource(client.Connection, connections, watcher);
            var fetch = new FileFetch(folder, work, source, _schedule, watcher);
            await using var small = new SmallFiles(client, work, source, fetch, watcher, options.Connections);
            var run = new Run(folder, work, source, fetch, small, watcher, options.Connections);
            var isNothingHere = run.IsNothingHere;
            small.Foresee(order, isNothingHere);
            await run.PlanAsync(client, order, isNothingHere, cancellationToken);
            // (3)
            try
            {
                order = await FetchAllAsync(run, watch, order, cancellationToken);
            }
            catch (OrdersException e) when (e.Code == ExitCode.Gone)
            {
                order = await watch.NowAsync(cancellationToken);
                if (!order.FilesAreGone) throw;
                await EndAsync(folder, work, cancellationToken);
                throw Gone(order, e);
            }

            // (4)
            var missing = await run.MissingAsync(client, order, cancellationToken);
            if (order.HasEnded && missing.All(file => file.Code is ExitCode.Incomplete or ExitCode.Gone)) await EndAsync(folder, work, cancellationToken);
            else await WriteManifestAsync(folder, work, cancellationToken);
            return new FetchResult(order, work.Finished.Count, missing);
        }
        catch (Exception e) when (DiskFaults.Explain(e, folder) is { } explained)
        {
            throw explained;
        }
    }

    internal static void ThrowIfGone(Order order)
    {
        if (order.FilesAreGone) throw Gone(order);
    }

    private static OrdersException Gone(Order order, Exception? inner = null)
    {
        var way = order.Status == OrderStatuses.Expired ? $"orders restart {order.Id} orders them anew" : "orders create orders them anew";
        return new OrdersException(ExitCode.Gone, $"The files of order {order.Id} are gone: it is {order.Status}; {way}.", inner);
    }

    /// <summary>An order whose files are gone: what an earlier run has finished stays, and what it has left on the way goes.</summary>
    private static async Task EndGoneAsync(Order order, string folder, CancellationToken cancellationToken)
    {
        if (WorkFolder.Exists(folder, order.Id))
        {
            using var work = WorkFolder.Open(folder, order.Id);
            await EndAsync(folder, work, cancellationToken);
        }

        throw Gone(order);
    }

    private static Task WriteManifestAsync(string folder, WorkFolder work, CancellationToken cancellationToken) =>
        Manifest.WriteAsync(folder, work.Finished, Path.Combine(work.Path, "manifest"), cancellationToken);

    private static async Task EndAsync(string folder, WorkFolder work, CancellationToken cancellationToken)
    {
        await WriteManifestAsync(folder, work, cancellationToken);
        work.Remove();
    }

    private async Task<Order> FetchAllAsync(Run run, OrderWatch watch, Order order, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // What the plan of an order that had ended names is all there is.
        var isListed = order.HasEnded;
        var workers = Enumerable.Range(0, options.Connections).Select(_ => run.WorkAsync(stop)).ToList();
        try
        {
            while (true)
            {
                ThrowIfGone(order);
                // Seen before the list is read: what an order that has ended lists is all there is.
                var hasEnded = order.HasEnded;
                var found = isListed ? 0 : await run.ListAsync(client, order.Id, stop.Token);
                isListed = false;
                if (await run.FetchSmallAsync(order.Id, stop.Token))
                {
                    if (hasEnded && run.IsSettled) break;
                    order = await watch.NowAsync(stop.Token);
                    continue;
                }

                if (hasEnded) break;
                if (found == 0 && run.Left == 0)
                {
                    // What waits is only what cannot be fetched: waiting longer would be for ever.
                    if (order.Status == OrderStatuses.Paused || (order.WaitingForUser && run.Stuck > 0)) break;
                    watcher.Waiting(order.Progress?.Reason ?? "Waits until files are prepared.");
                    order = await watch.NextAsync(stop.Token);
                    continue;
                }

                // While files are on their way the order changes with every one: it is looked at when few are left.
                await run.UntilFewAreLeftAsync(stop.Token);
                order = await watch.NowAsync(stop.Token);
            }

            run.NoMore();
            await Task.WhenAll(workers);
            // What could not be fetched may be gone with its order.
            if (!order.HasEnded || run.IsLacking) order = await watch.NowAsync(cancellationToken);
            ThrowIfGone(order);
            return order;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One of them stopped all: its reason is what to tell.
            run.NoMore();
            await Task.WhenAll(workers);
            throw;
        }
        catch
        {
            await stop.CancelAsync();
            run.NoMore();
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
