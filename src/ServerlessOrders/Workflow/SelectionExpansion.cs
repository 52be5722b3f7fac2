using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Turns the selection of an order into files, a page of the catalog at a time. The cursor on the order's row says how far the
/// committed files go; whatever a stopped run wrote beyond it is overwritten by the next.
/// </summary>
/// <remarks>
/// Steps of a page: (1) claim the cursor, so that a run that was thought dead commits nothing more, (2) read the page,
/// (3) write its files into sub-orders, (4) commit the cursor with the sub-orders and the dataset task, (5) after the last page
/// end the expansion, of an order of one page in the same commit.
/// A dataset selection is read twice where it has external files, since these form sub-orders of their own.
/// </remarks>
public sealed class SelectionExpansion(
    OrderStore orders,
    OrderChanges changes,
    OrderDocumentStore documents,
    FileStore files,
    FileChanges fileChanges,
    OrderIndex index,
    ICatalog catalog,
    ExternalFilePolicy hosts,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    ILogger<SelectionExpansion> log)
{
    private const int MaxText = 1000;

    /// <summary>Expands the next page.</summary>
    public async Task ExpandPageAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if ((work.Planned ?? await orders.FindOrderAsync(work.Order, cancellationToken)) is not { } current) return;
        if (current.Value is not { Status: OrderStatus.PENDING, Progress.Expansion: { } cursor } order || order.Generation != work.Generation) return;

        // (1)
        cursor = cursor with { Claim = cursor.Claim + 1, ClaimedAt = time.GetUtcNow() };
        if (await changes.TryChangeAsync(current, OrderChange.Progress(now => now with { Expansion = cursor }), cancellationToken) is not { } claimed)
            return;
        order = claimed.Value;

        if (await documents.ReadSelectionAsync(work.Order, cancellationToken) is not { } selection)
        {
            await FailAsync(claimed, "The selection of the order cannot be read.", cancellationToken);
            return;
        }

        // (5)
        if (cursor.Dataset >= selection.Datasets.Count)
        {
            if (await orders.FindAsync(order.Key, cancellationToken) is { } snapshot)
                await EndAsync(claimed, order.FilesCount, cursor.Filtered, snapshot.SubOrders, cancellationToken);
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
                await FailAsync(claimed, parsed.Error ?? "A selection of the order cannot be read.", cancellationToken);
                return;
            }

            queries.Add(parsed.Query);
        }

        if (FileFilters.Read(dataset.FileSelectionDescription, out var filterError) is not { } filters)
        {
            await FailAsync(claimed, filterError!, cancellationToken);
            return;
        }

        var page = await catalog.ReadAsync(order.Tenant, dataset.CollectionId, queries, cursor.After, cancellationToken);

        // (3)
        var begins = cursor is { After: null, SkipKey: null, External: false };
        var task = (begins ? null : await orders.FindTaskAsync(order.Key, cursor.Dataset, cancellationToken))
            ?? new DatasetTask(cursor.Dataset, dataset.DatasetIpid, Cut(dataset.DatasetLabel), 0, 0, 0, dataset.FileSelectionDescription);
        var writer = new SubOrderWriter(
            files, fileChanges, options.Value, order.Key, cursor.Claim, cursor.External, task.Index, order.FilesCount, GoesOnAsync);
        if (cursor.Open is { } first && await orders.FindSubOrderAsync(order.Key, first, cancellationToken) is { } open
            && !await writer.ReopenAsync(open, cancellationToken)) return;
        var expansion = new PageExpansion(cursor, task, filters, hosts);
        var result = await expansion.WriteAsync(page, writer, cancellationToken);
        if (result is null) return;
        if (writer.Next > FileIds.MaxFiles)
        {
            if (!await GoesOnAsync()) return;
            await FailAsync(claimed, $"The order would hold more than {FileIds.MaxFiles} files. Select fewer products.", cancellationToken);
            return;
        }

        // (4), and (5) where the page is the first and the last
        if (order.FilesCount == 0 && result.Cursor.Dataset >= selection.Datasets.Count)
        {
            if (!await EndAsync(claimed, writer.Next, result.Cursor.Filtered, writer.Touched, cancellationToken, [result.Task])) await GoesOnAsync();
            return;
        }

        var expanded = OrderChange.Of(now => now with
        {
            Progress = now.Progress with { Expansion = result.Cursor with { ClaimedAt = null } }, FilesCount = writer.Next,
        });
        if (await changes.TryChangeAsync(claimed, expanded, cancellationToken, writer.Touched, [result.Task]) is null) await GoesOnAsync();
        else log.LogDebug("Order {OrderId} of {Tenant}: expanded to {Files} files", order.Id, order.Tenant, writer.Next);

        // A pause, or another run, may come at any time: its generation or claim is a later one.
        bool IsOurs(Stored<Order>? now) =>
            now?.Value.Generation == work.Generation && now.Value.Progress.Expansion?.Claim == cursor.Claim;

        async Task<bool> GoesOnAsync()
        {
            var now = await orders.FindOrderAsync(work.Order, cancellationToken);
            // The clean-up of an order that is gone may have passed already.
            if (now is null or { Value.FilesAreGone: true }) await files.DeleteAsync(work.Order, cancellationToken);
            return IsOurs(now);
        }
    }

    /// <summary>Ends the expansion.</summary>
    /// <param name="claimed">The order.</param>
    /// <param name="files">How many files it has.</param>
    /// <param name="filtered">Whether the filters removed any.</param>
    /// <param name="subOrders">All its sub-orders; written with the end where a task is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="tasks">Dataset tasks that are written with the end.</param>
    /// <returns>False, and nothing written, if the order has changed.</returns>
    private async Task<bool> EndAsync(
        Stored<Order> claimed,
        int files,
        bool filtered,
        IReadOnlyCollection<SubOrder> subOrders,
        CancellationToken cancellationToken,
        IReadOnlyCollection<DatasetTask>? tasks = null)
    {
        var now = time.GetUtcNow();
        var order = claimed.Value;
        var empty = files == 0;
        var command = empty ? OrderCommand.CompleteWithWarning : OrderCommand.Expanded;
        var message = !empty ? null
            : filtered ? "No file match filters."
            : "It seems that the queried features do not exist anymore.";
        var expires = OrderExpiration.Date(
            now, subOrders.Count(sub => !sub.External), order.SubOrderHours, order.MaxHours ?? options.Value.MaxExpirationHours);
        // Its user may have prolonged it already.
        if (expires < order.ExpirationDate) expires = order.ExpirationDate;
        await index.SetDueAsync(order.Key, expires, cancellationToken);
        var end = new OrderChange(command, $"{files} files in {subOrders.Count} sub-orders", ended => ended with
        {
            FilesCount = files,
            Progress = ended.Progress with { Expansion = null },
            Message = message,
            Confirmation = empty || string.IsNullOrEmpty(order.OnSuccessUrl) ? null : new PendingConfirmation(0, now),
            ExpirationDate = expires,
            SubOrdersCount = subOrders.Count,
        });
        if (await changes.TryChangeAsync(claimed, end, cancellationToken, tasks is null ? null : subOrders, tasks) is null) return false;
        log.LogDebug("Order {OrderId} of {Tenant}: expanded, {Files} files in all", order.Id, order.Tenant, files);
        return true;
    }

    private async Task FailAsync(Stored<Order> claimed, string cause, CancellationToken cancellationToken) => await changes.TryChangeAsync(
        claimed,
        new OrderChange(OrderCommand.Fail, cause, failed => failed with
        {
            Message = Cut(cause),
            Progress = failed.Progress with { Expansion = failed.Progress.Expansion! with { ClaimedAt = null } },
        }),
        cancellationToken);

    /// <summary>A title or message may be of any length; a row holds 64 KiB.</summary>
    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
