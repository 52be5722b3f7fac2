namespace ServerlessOrders.Catalog.Remote;

/// <summary>
/// How often and when a catalog is asked again that does not answer. The product knows one, <see cref="Usual"/>, and no setting changes
/// it: tests put another in its place so that nobody has to wait.
/// </summary>
public sealed record RemotePatience
{
    /// <summary>What users can wait for in a request, and an order in the background.</summary>
    public static RemotePatience Usual { get; } = new();

    /// <summary>How often a page is asked for within one request.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The pause after the first attempt; it doubles with each.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest <c>Retry-After</c> that is waited for within a request; a longer one ends it.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long all attempts at a page may take together.</summary>
    public TimeSpan Page { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>After how long an order asks again, once its attempts at a page were in vain; then it fails.</summary>
    public IReadOnlyList<TimeSpan> OrderPauses { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
    ];
}
