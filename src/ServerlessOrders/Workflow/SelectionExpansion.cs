using Microsoft.Extensions.Logging;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Turns the selection of an order into files, a page of the catalog at a time. The cursor on the order's row says how far the
/// committed files go; whatever a stopped run wrote beyond it is overwritten by the next.
/// </summary>
/// <remarks>
/// Steps of a page: (1) claim the cursor, so that a run that was thought dead commits nothing more, (2) read the page,
/// (3) write its files into sub-orders, (4) commit the cursor with the sub-orders and the dataset task, (5) after the last page
/// end the expansion, of an order of one page in the same commit.
/// A dataset selection is read twice if it has external files, since these form sub-orders of their own.
/// </remarks>
internal sealed class SelectionExpansion(
    OrderStore orders,
    ExpansionRecord record,
    OrderContents contents,
    SubOrderWriters writers,
    ICatalog catalog,
    ExternalFilePolicy hosts,
    RemotePatience patience,
    ILogger<SelectionExpansion> log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>Expands the next page.</summary>
    public async Task ExpandPageAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        // (1)
        if (await record.TryClaimAsync(work, cancellationToken) is not var (claimed, cursor)) return;
        var order = claimed.Value;

        if (await contents.ReadSelectionAsync(work.Order, cancellationToken) is not { } selection)
        {
            await record.FailAsync(claimed, "The selection of the order cannot be read.", cancellationToken);
            return;
        }

        // (5)
        if (cursor.Dataset >= selection.Datasets.Count)
        {
            await record.EndAsync(claimed, cancellationToken);
            return;
        }

        // (2)
        var dataset = selection.Datasets[cursor.Dataset];
        var queries = new List<ItemQuery>();
        foreach (var items in dataset.ItemsSelections)
        {
            var parsed = SelectionParser.Parse(order.Tenant, items.SelectionRequest);
            if (parsed.Query is null)
            {
                await record.FailAsync(claimed, parsed.Error ?? "A selection of the order cannot be read.", cancellationToken);
                return;
            }

            queries.Add(parsed.Query);
        }

        if (FileFilters.Read(dataset.FileSelectionDescription, out var filterError) is not { } filters)
        {
            await record.FailAsync(claimed, filterError!, cancellationToken);
            return;
        }

        if (await ReadAsync(claimed, dataset, queries, cancellationToken) is not { } page) return;

        // (3)
        var begins = cursor is { After: null, SkipKey: null, External: false };
        var task = (begins ? null : await orders.FindTaskAsync(order.Key, cursor.Dataset, cancellationToken))
            ?? new DatasetTask(cursor.Dataset, dataset.DatasetIpid, ExpansionRecord.Cut(dataset.DatasetLabel), 0, 0, 0, dataset.FileSelectionDescription);
        var writer = writers.Begin(order.Key, cursor, task.Index, order.FilesCount, GoesOnAsync);
        if (cursor.Open is { } first && await orders.FindSubOrderAsync(order.Key, first, cancellationToken) is { } open
            && !await writer.ReopenAsync(open, cancellationToken)) return;
        var expansion = new PageExpansion(cursor, task, filters, hosts);
        var result = await expansion.WriteAsync(page, writer, cancellationToken);
        if (result is null) return;
        if (writer.Next > FileIds.MaxFiles)
        {
            if (!await GoesOnAsync()) return;
            await record.FailAsync(claimed, $"The order would hold more than {FileIds.MaxFiles} files. Select fewer products.", cancellationToken);
            return;
        }

        // (4), and (5) if the page is the first and the last
        var isAll = order.FilesCount == 0 && result.Cursor.Dataset >= selection.Datasets.Count;
        var committed = isAll
            ? await record.TryEndAsync(claimed, result, writer, cancellationToken)
            : await record.TryCommitAsync(claimed, result, writer, cancellationToken);
        if (!committed) await GoesOnAsync();
        else log.LogDebug("Order {OrderId} of {Tenant}: expanded to {Files} files", order.Id, order.Tenant, writer.Next);

        // A pause, or another run, may come at any time: its generation or claim is a later one.
        bool IsOurs(Stored<Order>? now) =>
            now?.Value.Generation == work.Generation && now.Value.Progress.Expansion?.Claim == cursor.Claim;

        async Task<bool> GoesOnAsync()
        {
            var now = await orders.FindOrderAsync(work.Order, cancellationToken);
            // The clean-up of an order that is gone may have passed already.
            if (now is null or { Value.FilesAreGone: true }) await contents.DeleteAsync(work.Order, keepSelection: now is not null, cancellationToken);
            return IsOurs(now);
        }
    }

    /// <summary>Reads the page; null if there is none, which is noted on the order: its catalog is asked again later, or it fails.</summary>
    private async Task<CatalogPage?> ReadAsync(
        Stored<Order> claimed, DatasetSelection dataset, IReadOnlyList<ItemQuery> queries, CancellationToken cancellationToken)
    {
        var cursor = claimed.Value.Progress.Expansion!;
        try
        {
            return await catalog.ReadSelectedAsync(claimed.Value.Tenant, dataset, queries, cursor.After, cancellationToken);
        }
        catch (SearchTooLargeException large)
        {
            await record.FailAsync(claimed, large.Message, cancellationToken);
        }
        catch (CatalogUnavailableException lost) when (!lost.MayRecover || cursor.Failures >= patience.OrderPauses.Count)
        {
            await record.FailAsync(claimed, $"{lost.Message} Retry the order once that is mended.", cancellationToken);
        }
        catch (CatalogUnavailableException lost)
        {
            var pause = patience.OrderPauses[cursor.Failures];
            if (lost.RetryAfter > pause) pause = lost.RetryAfter < LongestPause ? lost.RetryAfter.Value : LongestPause;
            log.LogWarning(
                "Order {OrderId} of {Tenant}: {Problem} It is asked again in {Pause}", claimed.Value.Id, claimed.Value.Tenant, lost.Message, pause);
            await record.WaitAsync(claimed, pause, lost.Message, cancellationToken);
        }

        return null;
    }
}
