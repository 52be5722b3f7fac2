using Microsoft.Extensions.Options;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Quotes;

/// <summary>
/// Tells what an order of a selection would hold, and makes none: reads the catalog as the expansion does and, for the tiers, lists the
/// containers of the files. As bounded as the selection itself (<see cref="SelectionCounter.MaxTested"/>,
/// <see cref="QuoteTally.MaxLookedUp"/>, <see cref="ArchiveLook.MaxPages"/>).
/// </summary>
internal sealed class OrderQuotes(
    ICatalog catalog, IArchiveListing archive, ExternalFilePolicy hosts, SlotStore slots, PastPreparationStore past,
    IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>What an order takes at most, as a rule, until its files are known and the first are looked at.</summary>
    private static readonly TimeSpan ForExpansion = TimeSpan.FromMinutes(1);

    private const string TooMuchWork = "The selection takes too much work to be evaluated at once. Ask for a part of it.";

    private static readonly string LookedAtSome =
        $"Not all files were looked at, as they are many (over {QuoteTally.MaxLookedUp:N0}, or scattered over large containers): "
        + "how many are archived is not known.";

    /// <summary>Quotes a selection.</summary>
    /// <param name="owner">Who would order.</param>
    /// <param name="selection">What would be ordered.</param>
    /// <param name="subOrderHours">Hours that each sub-order adds to the order's life.</param>
    /// <param name="maxHours">The longest life of an order of the tenant in hours.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The quote; null and the reason for people if the order would fail.</returns>
    public async Task<(OrderQuote? Quote, string? Refusal)> QuoteAsync(
        SlotOwner owner, OrderSelection selection, int subOrderHours, int maxHours, CancellationToken cancellationToken)
    {
        var tally = new QuoteTally(options.Value, hosts);
        foreach (var dataset in selection.Datasets)
        {
            if (await CountAsync(owner.Tenant, dataset, tally, cancellationToken) is { } refusal) return (null, refusal);
        }

        var look = await new ArchiveLook(archive).LookAsync(tally.Ours, cancellationToken);
        var complete = look.Archived is not null && !tally.HasMoreOfOurs;
        return (new OrderQuote(
            tally.Counts.Total,
            tally.Counts.Bytes,
            tally.OurSubOrders + tally.ExternalSubOrders,
            complete ? look.Archived : null,
            new FilesAndBytes(tally.External.Total, tally.External.Bytes),
            [.. tally.Unavailable.Concat(look.Problems).OrderBy(one => one.Position).Take(OrderQuote.MaxUnavailable).Select(one => one.File)],
            tally.Largest,
            complete ? await EstimateAsync(owner, tally, look.Archived!, cancellationToken) : null,
            OrderExpiration.Date(time.GetUtcNow(), tally.OurSubOrders, subOrderHours, maxHours),
            Limits(maxHours),
            complete ? null : LookedAtSome), null);
    }

    /// <summary>
    /// When all would be ready; null if a part would have to wait until somebody fetches another, which nobody can tell.
    /// </summary>
    private async Task<TimeRange?> EstimateAsync(
        SlotOwner owner, QuoteTally tally, FilesAndBytes archived, CancellationToken cancellationToken)
    {
        if (tally.OurSubOrders is 0 || tally.OurSubOrders > options.Value.MaxSubOrdersPerUser) return null;
        var held = await slots.HoldersAsync(owner, cancellationToken);
        if (held.Count + tally.OurSubOrders > options.Value.MaxSubOrdersPerUser) return null;
        var seen = await past.FindAsync(owner.Tenant, cancellationToken);
        var now = time.GetUtcNow();
        var range = archived.Files > 0 ? seen.RestoreFrom(now, now) : seen.ReadFrom(now, tally.LargestWork, looked: true);
        return range is null ? null : range with { Latest = range.Latest + ForExpansion };
    }

    private async Task<string?> CountAsync(
        string tenant, DatasetSelection dataset, QuoteTally tally, CancellationToken cancellationToken)
    {
        var queries = new List<ItemQuery>();
        foreach (var items in dataset.ItemsSelections)
        {
            var parsed = SelectionParser.Parse(tenant, items.SelectionRequest);
            if (parsed.Query is null) return parsed.Error ?? "A selection cannot be read.";
            parsed.Query.Scope.MaxTested = SelectionCounter.MaxTested;
            queries.Add(parsed.Query);
        }

        if (FileFilters.Read(dataset.FileSelectionDescription, out var error) is not { } filters) return error;
        if (queries.Count == 0) return null;
        tally.BeginDataset();
        string? after = null;
        try
        {
            do
            {
                var page = await catalog.ReadSelectedAsync(tenant, dataset, queries, after, cancellationToken);
                foreach (var item in page.Items)
                {
                    tally.Add(item, filters);
                    if (tally.Counts.Total > FileIds.MaxFiles)
                        return $"The order would hold more than {FileIds.MaxFiles} files. Select fewer products.";
                }

                if (queries.Sum(query => query.Scope.Tested) > SelectionCounter.MaxTested) return TooMuchWork;
                after = page.Next;
            }
            while (after is not null);
        }
        catch (SearchTooLargeException large)
        {
            return large.Reason ?? TooMuchWork;
        }

        return null;
    }

    private QuoteLimits Limits(int maxHours) => new(
        options.Value.MaxProductsPerBasket, FileIds.MaxFiles, options.Value.SubOrderMaxFiles, options.Value.SubOrderMaxBytes,
        options.Value.MaxSubOrdersPerUser, maxHours);
}
