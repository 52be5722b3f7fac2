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

    /// <summary>The e-mail address of its owner when it was ordered; null if it is the identity.</summary>
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

    /// <summary>Why it ended as it did, if that needs words.</summary>
    public string? Message { get; init; }

    /// <summary>The page that its confirmation links to.</summary>
    public string? OnSuccessUrl { get; init; }

    /// <summary>The name that an application gave to its request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The <c>Idempotency-Key</c> of the request that made it; null if it had none.</summary>
    [JsonInclude]
    internal IdempotencyKey? RequestKey { get; init; }

    /// <summary>The ETag of the basket that it was made of; null if it was made of none. Rows keep it under its former name.</summary>
    [JsonPropertyName("basketVersion")]
    public string? BasketETag { get; init; }

    /// <summary>Counts the changes of status: work planned in an older generation writes nothing.</summary>
    public long Generation { get; init; } = 1;

    /// <summary>The latest change: tells whether a write whose answer was lost was made.</summary>
    public Guid? ChangeId { get; init; }

    /// <summary>The latest command of a user that changed the order: tells the same after changes of its workflow.</summary>
    public Guid? CommandId { get; init; }

    /// <summary>How far its workflow is.</summary>
    [JsonInclude]
    internal OrderProgress Progress { get; init; } = new();

    /// <summary>The number of files, once and as far as expanded.</summary>
    public int FilesCount { get; init; }

    /// <summary>The e-mail that confirms the order, while it is not sent; null if there is none to send.</summary>
    [JsonInclude]
    internal PendingConfirmation? Confirmation { get; init; }

    /// <summary>Who is told what happens to it; empty for nobody.</summary>
    [JsonInclude]
    internal IReadOnlyList<OrderReceiver> Receivers { get; init; } = [];

    /// <summary>The number of its latest event; 0 if there is none.</summary>
    public int EventCount { get; init; }

    /// <summary>The expiration date that its receivers were told of last; null for none yet.</summary>
    public DateTimeOffset? AnnouncedExpiration { get; init; }

    /// <summary>How many sub-orders it has; null before its expansion has ended.</summary>
    public int? SubOrdersCount { get; init; }

    /// <summary>When the next event may be sent to some receiver; null if none is to be sent.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextSending => Receivers
        .Where(receiver => receiver.Next(EventCount) is not null)
        .Select(receiver => receiver.NotBefore ?? DateTimeOffset.MinValue)
        .Cast<DateTimeOffset?>().Min();

    /// <summary>True if some file was in ERROR when the order ended: no download can make it DONE.</summary>
    public bool HasErrors { get; init; }

    /// <summary>The order's name across tenants.</summary>
    [JsonIgnore]
    public OrderKey Key => new(Tenant, Id);

    /// <summary>The sub-orders that were started and have not ended.</summary>
    [JsonIgnore]
    internal IEnumerable<SubOrderKey> Started => Progress.Started.Select(first => new SubOrderKey(Key, first));

    /// <summary>The sub-orders whose failed files must still be made PENDING (retry).</summary>
    [JsonIgnore]
    internal IEnumerable<SubOrderKey> ToReset => Progress.ToReset.Select(first => new SubOrderKey(Key, first));

    /// <summary>Whose slots its sub-orders take.</summary>
    [JsonIgnore]
    internal SlotOwner SlotOwner => new(Tenant, Owner);

    /// <summary>Whether a sub-order of it was started and has not ended.</summary>
    internal bool HasStarted(SubOrder sub) => Progress.Started.Contains(sub.First);

    /// <summary>True for DELETED and EXPIRED: its files cannot be fetched any more.</summary>
    public bool FilesAreGone => Status is OrderStatus.DELETED or OrderStatus.EXPIRED;
}
