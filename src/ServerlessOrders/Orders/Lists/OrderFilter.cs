namespace ServerlessOrders.Orders.Lists;

/// <summary>Which orders of a tenant are asked for; what is null does not matter (contract, section 3).</summary>
internal sealed record OrderFilter
{
    /// <summary>Only orders of exactly this owner, by what people see (<see cref="Order.OwnerName"/>).</summary>
    public string? Owner { get; init; }

    /// <summary>Only orders of owners whose name holds this text; upper and lower case differ (so does the search of REGARDS).</summary>
    public string? OwnerPart { get; init; }

    /// <summary>Only orders in one of these statuses.</summary>
    public IReadOnlySet<OrderStatus>? Statuses { get; init; }

    /// <summary>Only orders created at this instant or later. Creation dates count in whole milliseconds, as the API shows them.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only orders created at this instant or earlier, in whole milliseconds too.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only orders that wait for their user, or only those that do not.</summary>
    public bool? WaitingForUser { get; init; }

    /// <summary>True if nothing but maybe the owner is asked for: a list answers that without looking at orders.</summary>
    public bool AsksForOwnerAtMost => Statuses is null && From is null && To is null && WaitingForUser is null;

    /// <summary>The first creation date asked for, in milliseconds since 1970.</summary>
    public long? FirstMillisecond
    {
        get
        {
            if (From is not { } from) return null;
            var floor = from.ToUnixTimeMilliseconds();
            return DateTimeOffset.FromUnixTimeMilliseconds(floor) < from ? floor + 1 : floor;
        }
    }

    /// <summary>The last creation date asked for, in milliseconds since 1970.</summary>
    public long? LastMillisecond => To?.ToUnixTimeMilliseconds();

    /// <summary>Whether an order is asked for.</summary>
    public bool Matches(OrderSnapshot snapshot)
    {
        var order = snapshot.Order;
        var created = order.CreationDate.ToUnixTimeMilliseconds();
        return MatchesOwner(order.OwnerName)
            && Statuses?.Contains(order.Status) != false
            && !(created < FirstMillisecond)
            && !(created > LastMillisecond)
            && (WaitingForUser ?? snapshot.WaitingForUser) == snapshot.WaitingForUser;
    }

    /// <summary>Whether orders of this owner are asked for.</summary>
    public bool MatchesOwner(string owner) =>
        (Owner is null || Owner == owner) && (OwnerPart is null || owner.Contains(OwnerPart, StringComparison.Ordinal));
}
