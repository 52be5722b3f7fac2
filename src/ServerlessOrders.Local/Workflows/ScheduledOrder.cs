namespace ServerlessOrders.Local.Workflows;

/// <summary>An order that this process drives: all that it costs while it waits.</summary>
/// <param name="order">The order.</param>
/// <param name="lost">Fires when this process may no longer drive it.</param>
internal sealed class ScheduledOrder(OrderKey order, CancellationToken lost)
{
    public OrderKey Order { get; } = order;

    /// <summary>Fires when this process may no longer drive it.</summary>
    public CancellationToken Lost { get; } = lost;

    /// <summary>Where it is; changed by <see cref="OrderSchedule"/> only.</summary>
    public ScheduledState State { get; set; }

    /// <summary>When it is due; says something while it waits.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>Since when it waits to run: when it was woken, or was due; says something while it is ready.</summary>
    public DateTimeOffset ReadySince { get; set; }

    /// <summary>Whether it was woken while it ran.</summary>
    public bool WokenAgain { get; set; }

    /// <summary>How many runs in a row have failed.</summary>
    public int Failures { get; set; }
}

/// <summary>Where an order is between its runs.</summary>
internal enum ScheduledState
{
    /// <summary>It waits for its time or a wake-up.</summary>
    Waiting,

    /// <summary>It waits for a free place to run.</summary>
    Ready,

    /// <summary>It runs.</summary>
    Running,
}
