using System.ComponentModel;

namespace ServerlessOrders.Orders.Lists;

/// <summary>The filters of POST /orders/search and POST /orders/csv as clients send them (contract, section 3); each may be absent.</summary>
/// <param name="Owner">A part of the owner's login; case matters.</param>
/// <param name="Statuses">The statuses to take or to leave out.</param>
/// <param name="CreationDate">The time in which the order was created.</param>
/// <param name="WaitingForUser">Only orders that wait for their user, or only those that do not.</param>
[DisplayName("OrderSearch")]
internal sealed record OrderSearchBody(
    string? Owner = null, StatusRestriction? Statuses = null, DateRestriction? CreationDate = null, bool? WaitingForUser = null)
{
    /// <summary>True if only the statuses of an empty list are asked for: nothing can match, so it is a mistake.</summary>
    public bool IncludesNoStatus => Statuses is { Values: null or { Count: 0 } } and not { Mode: RestrictionMode.EXCLUDE };

    public OrderFilter ToFilter() => new()
    {
        OwnerPart = string.IsNullOrEmpty(Owner) ? null : Owner,
        Statuses = Statuses?.ToSet(),
        From = CreationDate?.After,
        To = CreationDate?.Before,
        WaitingForUser = WaitingForUser,
    };
}

/// <summary>Statuses to take or to leave out.</summary>
/// <param name="Values">The statuses; at least one with INCLUDE.</param>
/// <param name="Mode">Whether only these are asked for, or all others; INCLUDE if it is absent.</param>
internal sealed record StatusRestriction(IReadOnlyList<OrderStatus>? Values = null, RestrictionMode? Mode = null)
{
    /// <summary>The statuses that are asked for.</summary>
    public IReadOnlySet<OrderStatus> ToSet() => Mode == RestrictionMode.EXCLUDE
        ? Enum.GetValues<OrderStatus>().Except(Values ?? []).ToHashSet()
        : (Values ?? []).ToHashSet();
}

/// <summary>What a list of values means.</summary>
internal enum RestrictionMode
{
    /// <summary>Only these.</summary>
    INCLUDE,

    /// <summary>All others.</summary>
    EXCLUDE,
}

/// <summary>A time; both ends belong to it.</summary>
/// <param name="After">Its beginning; absent: none.</param>
/// <param name="Before">Its end; absent: none.</param>
internal sealed record DateRestriction(DateTimeOffset? After = null, DateTimeOffset? Before = null);
