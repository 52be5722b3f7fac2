using System.Threading.Channels;

namespace ServerlessOrders.Local.Workflows;

/// <summary>
/// Which orders this process drives, and when each runs next. No order runs twice at once here, and no wake-up is lost: one
/// that comes during a run causes another run.
/// </summary>
internal sealed class OrderSchedule(TimeProvider time)
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<OrderKey, ScheduledOrder> _orders = [];
    private readonly PriorityQueue<ScheduledOrder, DateTimeOffset> _waiting = new();
    private readonly Channel<ScheduledOrder> _ready = Channel.CreateUnbounded<ScheduledOrder>();
    private CancellationTokenSource? _lost;

    /// <summary>Orders whose turn has come; hand each to <see cref="TryBegin"/>.</summary>
    public ChannelReader<ScheduledOrder> Ready => _ready.Reader;

    /// <summary>Whether this process drives orders.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate) return _lost is not null;
        }
    }

    /// <summary>Begins to drive orders.</summary>
    public void Open()
    {
        lock (_gate) _lost ??= new CancellationTokenSource();
    }

    /// <summary>Stops driving orders: all runs are cancelled, all orders forgotten.</summary>
    public void Close()
    {
        CancellationTokenSource? lost;
        lock (_gate)
        {
            (lost, _lost) = (_lost, null);
            _orders.Clear();
        }

        lost?.Cancel();
        lost?.Dispose();
    }

    /// <summary>Has the order run soon; false if this process does not drive orders.</summary>
    public bool TryWake(OrderKey order)
    {
        lock (_gate)
        {
            if (_lost is null) return false;
            if (!_orders.TryGetValue(order, out var scheduled))
                _orders.Add(order, scheduled = new ScheduledOrder(order, _lost.Token));
            if (scheduled.State == ScheduledState.Running) scheduled.WokenAgain = true;
            else if (scheduled.State == ScheduledState.Waiting) MakeReady(scheduled, time.GetUtcNow());
            return true;
        }
    }

    /// <summary>Makes those ready whose time has come.</summary>
    public void MoveDue()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_waiting.TryPeek(out var scheduled, out var due) && due <= now)
            {
                _waiting.Dequeue();
                // It may have been woken, or forgotten, since it was put here.
                if (scheduled.State == ScheduledState.Waiting && scheduled.Due == due && IsCurrent(scheduled)) MakeReady(scheduled, due);
            }
        }
    }

    /// <summary>Notes that a run begins; false if the order is no longer this process's.</summary>
    public bool TryBegin(ScheduledOrder scheduled)
    {
        lock (_gate)
        {
            if (!IsCurrent(scheduled)) return false;
            scheduled.State = ScheduledState.Running;
            scheduled.WokenAgain = false;
            return true;
        }
    }

    /// <summary>Notes that a run ended well; the next one is due then. Null: the order is finished.</summary>
    public void End(ScheduledOrder scheduled, DateTimeOffset? due)
    {
        lock (_gate)
        {
            scheduled.Failures = 0;
            if (!IsCurrent(scheduled)) return;
            if (due is null && !scheduled.WokenAgain) _orders.Remove(scheduled.Order);
            else Wait(scheduled, due ?? time.GetUtcNow());
        }
    }

    /// <summary>Notes that a run failed; the next one is due after a pause that doubles each time.</summary>
    /// <returns>The pause.</returns>
    public TimeSpan Retry(ScheduledOrder scheduled)
    {
        lock (_gate)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, scheduled.Failures++), LongestBackOff.TotalSeconds));
            // A wake-up that came meanwhile is served by the retry: at once it would only fail again.
            scheduled.WokenAgain = false;
            if (IsCurrent(scheduled)) Wait(scheduled, time.GetUtcNow() + pause);
            return pause;
        }
    }

    private bool IsCurrent(ScheduledOrder scheduled) =>
        _orders.TryGetValue(scheduled.Order, out var current) && ReferenceEquals(current, scheduled);

    private void Wait(ScheduledOrder scheduled, DateTimeOffset due)
    {
        if (scheduled.WokenAgain || due <= time.GetUtcNow())
        {
            MakeReady(scheduled, time.GetUtcNow());
            return;
        }

        (scheduled.State, scheduled.Due) = (ScheduledState.Waiting, due);
        _waiting.Enqueue(scheduled, due);
    }

    private void MakeReady(ScheduledOrder scheduled, DateTimeOffset since)
    {
        (scheduled.State, scheduled.ReadySince) = (ScheduledState.Ready, since);
        _ready.Writer.TryWrite(scheduled);
    }
}
