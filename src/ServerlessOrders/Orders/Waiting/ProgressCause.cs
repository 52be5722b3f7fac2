namespace ServerlessOrders.Orders.Waiting;

/// <summary>
/// One thing that keeps an order where it is: a sentence of <see cref="ProgressView.Reason"/> in parts, for whoever shows it in words of
/// their own, such as in another language.
/// </summary>
/// <param name="Kind">What it is; says which of the others are there.</param>
/// <param name="Files">How many files it is about; absent while none is known.</param>
/// <param name="SubOrders">READY_TO_FETCH: how many sub-orders are still to be prepared after these files.</param>
/// <param name="Slots">NO_SLOT: how many sub-orders of a user may be prepared or wait for download at a time.</param>
/// <param name="Orders">The other orders that it is about.</param>
/// <param name="Problem">CATALOG_UNAVAILABLE: what happened, a sentence in English.</param>
/// <param name="NotBefore">CATALOG_UNAVAILABLE: when it is asked again.</param>
internal sealed record ProgressCause(
    ProgressCauseKind Kind,
    int? Files = null,
    int? SubOrders = null,
    int? Slots = null,
    IReadOnlyList<long>? Orders = null,
    string? Problem = null,
    DateTimeOffset? NotBefore = null);

/// <summary>What keeps an order where it is.</summary>
internal enum ProgressCauseKind
{
    /// <summary>Its selection is being turned into files.</summary>
    LISTING_FILES,

    /// <summary>The catalog of another service, which its selection names, does not answer.</summary>
    CATALOG_UNAVAILABLE,

    /// <summary>Its owner has stopped it.</summary>
    PAUSED,

    /// <summary>Files are on their way back from the Archive tier.</summary>
    IN_ARCHIVE,

    /// <summary>Files are read and compared with the catalog.</summary>
    VERIFYING_FILES,

    /// <summary>Files that failed are prepared again.</summary>
    RETRYING,

    /// <summary>All of its files are prepared; only its end is still to be written.</summary>
    ENDING,

    /// <summary>Files are ready, and the next part is prepared once they have been fetched.</summary>
    READY_TO_FETCH,

    /// <summary>All slots of its owner are held.</summary>
    NO_SLOT,

    /// <summary>A slot of its owner has become free.</summary>
    SLOT_FREE,

    /// <summary>Other orders hold slots until their files are fetched.</summary>
    ORDERS_TO_FETCH,

    /// <summary>Other orders hold slots while they are prepared.</summary>
    ORDERS_IN_PREPARATION,
}
