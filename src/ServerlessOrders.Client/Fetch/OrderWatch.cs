using System.Diagnostics;
using System.Net.Http.Headers;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>Follows an order: by a request that the service holds until something changes, or by asking now and then.</summary>
internal sealed class OrderWatch(OrdersClient client, long id, IFetchWatcher watcher)
{
    private const int HeldSeconds = 60;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private EntityTagHeaderValue? _tag;
    private Order? _last;
    private TimeSpan _pause = Shortest;

    /// <summary>The order now, and what may be done with it.</summary>
    public IReadOnlyList<Link> Links { get; private set; } = [];

    /// <summary>The order now.</summary>
    public async Task<Order> NowAsync(CancellationToken cancellationToken)
    {
        _tag = null;
        return (await AskAsync(cancellationToken)).Order;
    }

    /// <summary>The order after it changed, or after a while.</summary>
    public async Task<Order> NextAsync(CancellationToken cancellationToken)
    {
        var schedule = client.Connection.Schedule;
        var began = Stopwatch.GetTimestamp();
        var before = _last;
        var (order, retryAfter) = await AskAsync(cancellationToken);
        if (before is null || Seen(order) != Seen(before)) _pause = Shortest;
        // A service that held the request has waited for us.
        if (Stopwatch.GetElapsedTime(began) > Shortest / 2)
        {
            await schedule.WaitAsync(TimeSpan.Zero, $"order {id}", cancellationToken);
            return order;
        }

        var pause = retryAfter is { } asked && asked > _pause ? asked : _pause;
        _pause = _pause * 2 > Longest ? Longest : _pause * 2;
        await schedule.WaitAsync(pause, $"order {id}, which is {order.Status}", cancellationToken);
        return (await AskAsync(cancellationToken)).Order;
    }

    /// <summary>The order, which was just seen, once it is as wanted.</summary>
    public async Task<Order> UntilAsync(Order order, Func<Order, bool> wanted, CancellationToken cancellationToken)
    {
        while (!wanted(order))
        {
            watcher.Waiting(order.Progress?.Reason ?? $"Order {id} is {order.Status}.");
            order = await NextAsync(cancellationToken);
        }

        return order;
    }

    private static (string, int, long, long) Seen(Order order) =>
        (order.Status, order.PercentCompleted, order.AvailableFilesCount, order.FilesInErrorCount);

    private async Task<(Order Order, TimeSpan? RetryAfter)> AskAsync(CancellationToken cancellationToken)
    {
        // Held no longer than --wait allows.
        var seconds = client.Connection.Schedule.End is { } end
            ? (int)Math.Clamp((end - client.Connection.Schedule.Time.GetUtcNow()).TotalSeconds, 1, HeldSeconds)
            : HeldSeconds;
        var (order, tag, retryAfter) = await client.WatchOrderAsync(id, _last is null ? null : _tag, seconds, cancellationToken);
        _tag = tag;
        if (order is not null) (_last, Links) = (order.Content, order.Links);
        return (_last!, retryAfter);
    }
}
