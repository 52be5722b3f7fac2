using System.Text.Json.Serialization;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>An order, as its row in the store keeps it. Its figures come from its sub-orders: <see cref="OrderSnapshot"/>.</summary>
public sealed record Order
{
    /// <summary>How many sub-orders of one order are worked on side by side, of those with a slot and of those that need none.</summary>
    public const int MaxWorkedOn = 4;

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The number within the tenant.</summary>
    public required long Id { get; init; }

    /// <summary>The identity of its owner (<see cref="Security.Caller.User"/>): whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>The e-mail address of its owner when it was ordered; null where it is the identity.</summary>
    public string? OwnerEmail { get; init; }

    /// <summary>What people see as its owner, and what they search owners by; never tells whose it is.</summary>
    [JsonIgnore]
    public string OwnerName => OwnerEmail ?? Owner;

    /// <summary>The role with which it was ordered: its order tokens carry it.</summary>
    public required string OwnerRole { get; init; }

    /// <summary>Its name, unique per owner.</summary>
    public required string Label { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>When its files go, UTC.</summary>
    public required DateTimeOffset ExpirationDate { get; init; }

    /// <summary>Where it stands.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset StatusDate { get; init; }

    /// <summary>Hours that each sub-order adds to its life.</summary>
    public required int SubOrderHours { get; init; }

    /// <summary>The longest life in hours that held when it was created; null for an order of before that was kept.</summary>
    public int? MaxHours { get; init; }

    /// <summary>Why it ended as it did, where that needs words.</summary>
    public string? Message { get; init; }

    /// <summary>The page that its confirmation links to.</summary>
    public string? OnSuccessUrl { get; init; }

    /// <summary>The name that an application gave to its request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The version of the basket that it was made of; null where it was made of none.</summary>
    public string? BasketVersion { get; init; }

    /// <summary>Counts the changes of status: work planned in an older generation writes nothing.</summary>
    public long Generation { get; init; } = 1;

    /// <summary>The latest command of a user that changed the order: tells whether a write whose answer was lost was made.</summary>
    public Guid? CommandId { get; init; }

    /// <summary>How far the expansion is; null once it is finished.</summary>
    public ExpansionCursor? Expansion { get; init; }

    /// <summary>The number of files, once and as far as expanded.</summary>
    public int FilesCount { get; init; }

    /// <summary>First positions of the sub-orders that were started and have not ended: only these are worked on.</summary>
    public IReadOnlyList<int> Started { get; init; } = [];

    /// <summary>The position before which no sub-order is left to be started: those have been, or need no preparation.</summary>
    public int PrepareFrom { get; init; }

    /// <summary>The position from which on external files may have to be prepared again (retry); null where none have.</summary>
    public int? ExternalFrom { get; init; }

    /// <summary>First positions of the sub-orders whose failed files must still be made PENDING (retry).</summary>
    public IReadOnlyList<int> ToReset { get; init; } = [];

    /// <summary>The position from which on failed files are still to be found for <see cref="ToReset"/> (retry); null where all are.</summary>
    public int? ResetFrom { get; init; }

    /// <summary>The e-mail that confirms the order, while it is not sent; null where there is none to send.</summary>
    public PendingConfirmation? Confirmation { get; init; }

    /// <summary>True where some file was in ERROR when the order ended: no download can make it DONE.</summary>
    public bool HasErrors { get; init; }

    /// <summary>True once the files of a deleted or expired order are gone.</summary>
    public bool CleanedUp { get; init; }

    /// <summary>The order's name across tenants.</summary>
    [JsonIgnore]
    public OrderKey Key => new(Tenant, Id);

    /// <summary>Whose slots its sub-orders take.</summary>
    [JsonIgnore]
    public SlotOwner SlotOwner => new(Tenant, Owner);

    /// <summary>True for DELETED and EXPIRED: its files cannot be fetched any more.</summary>
    public bool FilesAreGone => Status is OrderStatus.DELETED or OrderStatus.EXPIRED;
}

/// <summary>
/// How far the expansion of a selection is; committed with the order's row, so that a repeated page begins where the last
/// committed one ended.
/// </summary>
public sealed record ExpansionCursor
{
    /// <summary>Index of the dataset selection that is read.</summary>
    public int Dataset { get; init; }

    /// <summary>False in the first pass over a dataset selection (internal files), true in the second (external ones).</summary>
    public bool External { get; init; }

    /// <summary>The catalog's key after which to read on; null at the beginning.</summary>
    public string? After { get; init; }

    /// <summary>How many files of the item <see cref="SkipKey"/> are taken already.</summary>
    public int Skip { get; init; }

    /// <summary>The catalog's key of the item that was taken in part; null where none was.</summary>
    public string? SkipKey { get; init; }

    /// <summary>True where the first pass met external files, so that there must be a second.</summary>
    public bool ExternalSeen { get; init; }

    /// <summary>True where the file filters removed a file.</summary>
    public bool Filtered { get; init; }

    /// <summary>Counts the runs that took the cursor: a later one stops an earlier one.</summary>
    public long Claim { get; init; }

    /// <summary>When the run that has the cursor took it; null where none has it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>First position of the sub-order that takes files now; null where the next file begins one.</summary>
    public int? Open { get; init; }
}
