namespace ServerlessOrders.Client.Api;

/// <summary>Something that can be done with an order.</summary>
/// <param name="Rel">The link of an order that offers it; null if it is tried without.</param>
/// <param name="Done">What the order is afterwards.</param>
/// <param name="Method">How it is asked for.</param>
/// <param name="Address">Where, by the number of the order.</param>
public sealed record OrderAction(string? Rel, string Done, HttpMethod Method, Func<long, string> Address)
{
    /// <summary>No further sub-order is begun.</summary>
    public static OrderAction Pause { get; } = new("pause", "paused", HttpMethod.Put, id => $"user/orders/pause/{id}");

    /// <summary>It goes on.</summary>
    public static OrderAction Resume { get; } = new("resume", "resumed", HttpMethod.Put, id => $"user/orders/resume/{id}");

    /// <summary>It ends, also if it is at work.</summary>
    public static OrderAction Cancel { get; } = new(null, "cancelled", HttpMethod.Delete, id => $"user/orders/{id}?cancel=true");

    /// <summary>Its files go.</summary>
    public static OrderAction Delete { get; } = new("delete", "deleted", HttpMethod.Delete, id => $"user/orders/{id}");

    /// <summary>Files in error are prepared again.</summary>
    public static OrderAction Retry { get; } = new("retry", "retried", HttpMethod.Put, id => $"user/orders/{id}/retry");

    /// <summary>The same selection is ordered anew.</summary>
    public static OrderAction Restart { get; } = new("restart", "restarted", HttpMethod.Post, id => $"user/orders/{id}/restart");
}
