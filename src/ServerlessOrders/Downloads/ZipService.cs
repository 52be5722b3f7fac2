using Microsoft.Extensions.Logging;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Decides which version of a ZIP answers a request, and records what was delivered. A client that resumes sends a range and
/// nothing else, so whichever version it began with must answer: versions belong to an order and a user.
/// </summary>
internal sealed class ZipService(
    ZipStore zips, ZipCreation creation, ZipSources sources, FileStateChanges changes, ILogger<ZipService> log)
{
    /// <summary>
    /// The version for a request to the plain address. From byte 0: the user's open one of the layout, else a new one. Later: the
    /// one that If-Range names, else the latest of the layout; never a new one, which would join two versions in one file, unless
    /// If-Range keeps that from happening: it names none that is available, so all of the new one is sent (RFC 9110 section 13.1.5).
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="user">Who fetches it.</param>
    /// <param name="fromStart">Whether the request begins at byte 0, or at no certain byte.</param>
    /// <param name="ifRange">What If-Range names, an ETag or a date; null without one or without a range, with which alone it counts.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="layout">How the entries are named.</param>
    public async Task<ZipChoice> ChooseAsync(
        OrderSnapshot order, string user, bool fromStart, string? ifRange, CancellationToken cancellationToken, EntryLayout layout = EntryLayout.Flat)
    {
        var key = order.Order.Key;
        if (ifRange is not null && await zips.FindByETagAsync(key, user, layout, ifRange, cancellationToken) is { } named
            && !(fromStart && named.Value.State == ZipState.Ended))
            return ZipChoice.Of(named);

        var found = await zips.FindLatestAsync(key, user, layout, cancellationToken);
        if (found.OfLayout is { Value.State: ZipState.Open } open) return ZipChoice.Of(open);
        if (!fromStart && found.OfLayout is { } latest && (ifRange is null || latest.Value.State == ZipState.Sent)) return ZipChoice.Of(latest);
        if (!fromStart && ifRange is null) return ZipChoice.NotBegun;
        var created = order.AvailableFilesCount == 0
            ? null
            : await creation.CreateAsync(order, user, layout, found.Newest, cancellationToken);
        return created is null ? ZipChoice.Nothing with { Zip = found.Sent } : ZipChoice.Of(created);
    }

    /// <summary>The version of a number.</summary>
    public async Task<ZipChoice> FindAsync(OrderKey key, string user, long number, CancellationToken cancellationToken) =>
        await zips.FindAsync(key, user, number, cancellationToken) is { } found ? ZipChoice.Of(found) : ZipChoice.Nothing;

    /// <summary>The version of a layout and an ETag.</summary>
    public async Task<ZipChoice> FindAsync(OrderKey key, string user, EntryLayout layout, string etag, CancellationToken cancellationToken) =>
        await zips.FindByETagAsync(key, user, layout, etag, cancellationToken) is { } found ? ZipChoice.Of(found) : ZipChoice.Nothing;

    /// <summary>Opens a version for reading at any position; null if it is gone.</summary>
    /// <param name="order">The order: its sub-orders tell where the files' rows are.</param>
    /// <param name="zip">The version.</param>
    /// <param name="responseLength">How many bytes the response sends; asked when it has begun.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public async Task<VirtualZipStream?> OpenAsync(
        OrderSnapshot order, ZipVersion zip, Func<long?> responseLength, CancellationToken cancellationToken)
    {
        if (await zips.OpenManifestAsync(order.Order.Key, zip.Manifest, zip.ManifestLength, cancellationToken) is not { } manifest) return null;
        // Recorded even if the client leaves in that very moment.
        var delivery = new ZipDelivery(
            responseLength, (range, _) => RecordAsync(order, zip, manifest, range, CancellationToken.None));
        return new VirtualZipStream(manifest, sources, delivery);
    }

    /// <summary>A member turned out unreadable: the file becomes DOWNLOAD_ERROR and the version ends.</summary>
    public async Task EndAsync(OrderSnapshot order, ZipVersion zip, ZipMemberUnreadableException fault, CancellationToken cancellationToken)
    {
        var key = order.Order.Key;
        log.LogWarning("Order {OrderId} of {Tenant}: ZIP {Number} ends: {Reason}", key.Id, key.Tenant, zip.Number, fault.Message);
        FileIds.TrySplit(fault.FileId, out _, out var position);
        var change = new FileChange(FileState.DOWNLOAD_ERROR, fault.Text);
        if (SubOrderOf(order, position) is { } sub)
            await changes.ApplyAsync(sub, new Dictionary<int, FileChange> { [position] = change }, cancellationToken);
        for (var contention = new Contention($"ZIP {zip.Number} of order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await zips.FindAsync(key, zip.User, zip.Number, cancellationToken) is not { Value.State: not ZipState.Ended } stored) return;
            if (await zips.TryWriteAsync(key, stored.Value with { State = ZipState.Ended }, stored.ETag, cancellationToken)) return;
        }
    }

    private async Task RecordAsync(
        OrderSnapshot order, ZipVersion zip, ZipManifest manifest, DeliveredRange range, CancellationToken cancellationToken)
    {
        var key = order.Order.Key;
        for (var contention = new Contention($"ZIP {zip.Number} of order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await zips.FindAsync(key, zip.User, zip.Number, cancellationToken) is not { Value.State: ZipState.Open } stored) return;
            var progress = await DeliveryProgress.AddAsync(zips, key, stored.Value, range, cancellationToken);

            // The files first: a process that dies in between leaves the version open, and the last bytes unsent.
            if (progress.IsComplete) await MarkDownloadedAsync(order, manifest, cancellationToken);
            if (progress.Next == stored.Value
                || await zips.TryWriteAsync(key, progress.Next, stored.ETag, cancellationToken, progress.Moved)) return;
        }
    }

    private async Task MarkDownloadedAsync(OrderSnapshot order, ZipManifest manifest, CancellationToken cancellationToken)
    {
        var current = new Dictionary<int, FileChange>();
        SubOrderKey? subOrder = null;
        await foreach (var member in manifest.MembersAsync(cancellationToken))
        {
            FileIds.TrySplit(member.FileId, out _, out var position);
            var owner = SubOrderOf(order, position);
            if (owner != subOrder) await FlushAsync();
            subOrder = owner;
            current[position] = FileChange.Downloaded;
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            if (subOrder is { } key) await changes.ApplyAsync(key, current, cancellationToken);
            current.Clear();
        }
    }

    /// <summary>The sub-order that holds a position: the last that begins at or before it.</summary>
    private static SubOrderKey? SubOrderOf(OrderSnapshot order, int position)
    {
        var (low, high) = (0, order.SubOrders.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (order.SubOrders[middle].First <= position) low = middle;
            else high = middle - 1;
        }

        return order.SubOrders.Count == 0 ? null : order.SubOrders[low].KeyIn(order.Order.Key);
    }
}

/// <summary>Which version answers a request.</summary>
/// <param name="Status">Whether there is one.</param>
/// <param name="Zip">The version if there is one; if there is no file to deliver, the last one that was sent whole, if any.</param>
internal sealed record ZipChoice(ZipChoiceStatus Status, ZipVersion? Zip)
{
    /// <summary>No file to deliver, or no such version.</summary>
    public static ZipChoice Nothing { get; } = new(ZipChoiceStatus.Nothing, null);

    /// <summary>A range to go on from, and nothing was begun.</summary>
    public static ZipChoice NotBegun { get; } = new(ZipChoiceStatus.NotBegun, null);

    /// <summary>What the client began with is no longer available.</summary>
    public static ZipChoice Gone { get; } = new(ZipChoiceStatus.Gone, null);

    /// <summary>A version, unless it has ended.</summary>
    public static ZipChoice Of(Stored<ZipVersion> stored) =>
        stored.Value.State == ZipState.Ended ? Gone : new ZipChoice(ZipChoiceStatus.Found, stored.Value);
}

/// <summary>Answers to the choice of a version.</summary>
internal enum ZipChoiceStatus
{
    /// <summary>There is one.</summary>
    Found,

    /// <summary>No file to deliver, or no such version.</summary>
    Nothing,

    /// <summary>A range to go on from, and nothing was begun: 410.</summary>
    NotBegun,

    /// <summary>What the client began with is no longer available: 410.</summary>
    Gone,
}
