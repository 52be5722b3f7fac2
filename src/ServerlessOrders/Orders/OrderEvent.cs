using System.Text.Json.Serialization;

namespace ServerlessOrders.Orders;

/// <summary>
/// Something that happened to an order and that its receivers are told: a row beside the order's, written in the transaction that
/// makes it happen, so that none is lost and none comes twice as another.
/// </summary>
/// <param name="Number">Its number within the order, from 1, without a gap.</param>
/// <param name="Type">What happened.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="Status">The order's status after it.</param>
public sealed record OrderEvent(int Number, OrderEventType Type, DateTimeOffset Time, OrderStatus Status)
{
    /// <summary>Why the order ended as it did, if that needs words.</summary>
    public string? Message { get; init; }

    /// <summary>How many files are in error; null if that is not known yet.</summary>
    public int? Errors { get; init; }

    /// <summary>How many sub-orders the order has; null before its expansion has ended.</summary>
    public int? TotalSubOrders { get; init; }

    /// <summary>The first position of the sub-order that it is about; null for the whole order.</summary>
    public int? SubOrder { get; init; }

    /// <summary>When the order's files go, if that is what it tells; null else.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>What became of it at each receiver of the order, in their order.</summary>
    [JsonInclude]
    internal IReadOnlyList<EventDelivery> Deliveries { get; init; } = [];
}

/// <summary>What an event tells; the first four as REGARDS names them.</summary>
public enum OrderEventType
{
    /// <summary>The order exists.</summary>
    GRANTED,

    /// <summary>The files of a sub-order are prepared, or cannot be.</summary>
    SUBORDER_DONE,

    /// <summary>The order has ended; some files may be in error.</summary>
    DONE,

    /// <summary>The order has ended without a file.</summary>
    FAILED,

    /// <summary>The owner has stopped the order for a while.</summary>
    PAUSED,

    /// <summary>The order's files go soon.</summary>
    EXPIRING,
}

/// <summary>What became of an event at one receiver.</summary>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Latest">When it was last sent.</param>
/// <param name="Delivered">When the receiver took it; null while it has not.</param>
/// <param name="Problem">Why the last attempt failed; null if it did not.</param>
internal sealed record EventDelivery(int Attempts, DateTimeOffset? Latest, DateTimeOffset? Delivered, string? Problem);
