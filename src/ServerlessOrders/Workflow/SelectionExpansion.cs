using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Turns the selection of an order into files, a page of the catalog at a time. The cursor on the order's row says how far the
/// committed files go; whatever a stopped run wrote beyond it is overwritten by the next.
/// </summary>
/// <remarks>
/// Steps of a page: (1) claim the cursor, so that a run that was thought dead commits nothing more, (2) read the page,
/// (3) write its files into sub-orders, (4) commit the cursor with the sub-orders and the dataset task, (5) after the last page
/// end the expansion.
/// A dataset selection is read twice where it has external files, since these form sub-orders of their own.
/// </remarks>
public sealed class SelectionExpansion(
    OrderStore orders,
    OrderDocumentStore documents,
    FileStore files,
    DueOrderStore due,
    ICatalog catalog,
    ExternalFilePolicy hosts,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<SelectionExpansion> log)
{
    private const int MaxText = 1000;

    /// <summary>Expands the next page.</summary>
    public async Task ExpandPageAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(work.Order, cancellationToken) is not { } current) return;
        if (current.Order is not { Status: OrderStatus.PENDING, Expansion: { } cursor } order || order.Generation != work.Generation) return;

        // (1)
        order = order with { Expansion = cursor = cursor with { Claim = cursor.Claim + 1, ClaimedAt = time.GetUtcNow() } };
        if (!await orders.TryCommitAsync(order, current.Version, cancellationToken)) return;
        if (await orders.FindOrderAsync(work.Order, cancellationToken) is not { } claimed || !IsOurs(claimed)) return;

        if (await documents.ReadSelectionAsync(work.Order, cancellationToken) is not { } selection)
        {
            await FailAsync(claimed, "The selection of the order cannot be read.", cancellationToken);
            return;
        }

        // (5)
        if (cursor.Dataset >= selection.Datasets.Count)
        {
            await EndAsync(claimed, cancellationToken);
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
        var task = await orders.FindTaskAsync(order.Key, cursor.Dataset, cancellationToken)
            ?? new DatasetTask(cursor.Dataset, dataset.DatasetIpid, Cut(dataset.DatasetLabel), 0, 0, 0, dataset.FileSelectionDescription);
        var writer = new SubOrderWriter(
            files, options.Value, order.Key, cursor.Claim, cursor.External, task.Index, order.FilesCount, GoesOnAsync);
        if (cursor.Open is { } first && await orders.FindSubOrderAsync(order.Key, first, cancellationToken) is { } open
            && !await writer.ReopenAsync(open, cancellationToken)) return;
        var expansion = new PageExpansion(cursor, task, filters, hosts);
        var result = await expansion.WriteAsync(page, writer, cancellationToken);
        if (result is null) return;
        if (writer.Next > FileIds.MaxFiles)
        {
            await FailAsync(claimed, $"The order would hold more than {FileIds.MaxFiles} files. Select fewer products.", cancellationToken);
            return;
        }

        // (4)
        var committed = claimed.Order with { Expansion = result.Cursor with { ClaimedAt = null }, FilesCount = writer.Next };
        if (await orders.TryCommitAsync(committed, claimed.Version, cancellationToken, writer.Touched, [result.Task]))
        {
            log.LogDebug("Order {OrderId} of {Tenant}: expanded to {Files} files", order.Id, order.Tenant, writer.Next);
        }

        // A pause, or another run, may come at any time: its generation or claim is a later one.
        bool IsOurs(VersionedOrder? now) =>
            now?.Order.Generation == work.Generation && now.Order.Expansion?.Claim == cursor.Claim;

        async Task<bool> GoesOnAsync()
        {
            var now = await orders.FindOrderAsync(work.Order, cancellationToken);
            // The clean-up of an order that is gone may have passed already.
            if (now is null or { Order.FilesAreGone: true }) await files.DeleteAsync(work.Order, cancellationToken);
            return IsOurs(now);
        }
    }

    private async Task EndAsync(VersionedOrder claimed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var order = claimed.Order;
        if (await orders.FindAsync(order.Key, cancellationToken) is not { } snapshot) return;
        var empty = order.FilesCount == 0;
        var command = empty ? OrderCommand.CompleteWithWarning : OrderCommand.Expanded;
        var message = !empty ? null
            : order.Expansion!.Filtered ? "No file match filters."
            : "It seems that the queried features do not exist anymore.";
        var ended = OrderTransitions.Apply(order, command, now) with
        {
            Expansion = null,
            Message = message,
            Confirmation = empty || string.IsNullOrEmpty(order.OnSuccessUrl) ? null : new PendingConfirmation(0, now),
            ExpirationDate = OrderExpiration.Date(
                now, snapshot.SubOrders.Count(sub => !sub.External), order.SubOrderHours, order.MaxHours ?? options.Value.MaxExpirationHours),
        };
        await due.AddAsync(order.Key, ended.ExpirationDate, cancellationToken);
        if (await orders.TryCommitAsync(ended, claimed.Version, cancellationToken))
        {
            telemetry.Moved(order.Status, ended.Status);
            log.LogInformation(
                "Order {OrderId} of {Tenant} is {Status}: {Files} files in {SubOrders} sub-orders",
                order.Id, order.Tenant, ended.Status, order.FilesCount, snapshot.SubOrders.Count);
        }
    }

    private async Task FailAsync(VersionedOrder claimed, string cause, CancellationToken cancellationToken)
    {
        var failed = OrderTransitions.Apply(claimed.Order, OrderCommand.Fail, time.GetUtcNow()) with
        {
            Message = Cut(cause),
            Expansion = claimed.Order.Expansion! with { ClaimedAt = null },
        };
        if (!await orders.TryCommitAsync(failed, claimed.Version, cancellationToken)) return;
        telemetry.Moved(claimed.Order.Status, failed.Status);
        log.LogWarning("Order {OrderId} of {Tenant} is FAILED: {Cause}", failed.Id, failed.Tenant, cause);
    }

    /// <summary>A title or message may be of any length; a row holds 64 KiB.</summary>
    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
