using Microsoft.Extensions.Logging;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Notifications;

/// <summary>
/// Tells an order's receivers what happened to it: every event at least once, in order per receiver. One that cannot be delivered holds
/// up those behind it; after three days it is given up.
/// </summary>
/// <remarks>
/// Steps, for one event after the other: (1) claim the attempt by compare-and-swap, so that of two runs only one sends, (2) send, under an
/// id that is the same in every attempt, (3) note on the event and the order what became of it, in one transaction. A process that dies
/// between (2) and (3) has it sent again.
/// </remarks>
internal sealed class EventSending
{
    /// <summary>How long an event is tried.</summary>
    internal static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <summary>An attempt that has not ended after this time is lost, and made again.</summary>
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>How many attempts one run makes: short enough for a function.</summary>
    private const int MaxAttempts = 10;

    /// <summary>How long after each failed attempt the next one is made; after the last again and again.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
    ];

    private readonly OrderStore _orders;
    private readonly OrderChanges _changes;
    private readonly NotificationSettings _settings;
    private readonly WebhookClient _client;
    private readonly MailLinks _links;
    private readonly TimeProvider _time;
    private readonly ILogger<EventSending> _log;

    internal EventSending(
        OrderStore orders, OrderChanges changes, NotificationSettings settings, WebhookClient client, MailLinks links, TimeProvider time,
        ILogger<EventSending> log) =>
        (_orders, _changes, _settings, _client, _links, _time, _log) = (orders, changes, settings, client, links, time, log);

    /// <summary>Sends what is due; never throws because of a receiver.</summary>
    public async Task SendAsync(OrderKey key, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await _orders.FindOrderAsync(key, cancellationToken) is not { } read) return;
            if (Due(read.Value) is not { } index) return;
            await SendNextAsync(read, index, cancellationToken);
        }
    }

    private int? Due(Order order)
    {
        var now = _time.GetUtcNow();
        for (var index = 0; index < order.Receivers.Count; index++)
        {
            var receiver = order.Receivers[index];
            if (receiver.Next(order.EventCount) is not null && (receiver.NotBefore is null || receiver.NotBefore <= now)) return index;
        }

        return null;
    }

    private async Task SendNextAsync(Stored<Order> read, int index, CancellationToken cancellationToken)
    {
        // (1)
        var began = _time.GetUtcNow();
        var number = read.Value.Receivers[index].Next(read.Value.EventCount)!.Value;
        var claim = OrderChange.Of(order => With(order, index, receiver => receiver with
        {
            Tries = receiver.Tries + 1, NotBefore = began + Claim,
        }));
        if (await _changes.TryChangeAsync(read, claim, cancellationToken) is not { Value: var order }) return;
        var claimed = order.Receivers[index];

        // (2)
        var happened = await _orders.FindEventAsync(order.Key, number, cancellationToken);
        if (happened is null) throw new InvalidOperationException($"Event {number} of order {order.Key} is not there.");
        var problem = _settings.Find(order.Tenant, claimed) is { } to
            ? await _client.PostAsync(to.Url, to.Secret, EventMessage.Of(order, happened, _links.Metalink(order)), cancellationToken)
            : "The tenant has no receiver any more.";

        // (3)
        var now = _time.GetUtcNow();
        var since = number > claimed.Done ? happened.Time : claimed.Replays[0].Asked;
        var ends = problem is null || now - since > GiveUpAfter;
        var sent = happened with { Deliveries = Noted(order.Receivers.Count, happened, index, now, problem) };
        await _changes.ChangeAsync(
            order.Key,
            current => !IsSameAttempt(current.Receivers[index], claimed)
                ? null
                : OrderChange.Of(changed => With(changed, index, receiver => ends
                    ? Advance(receiver, number)
                    : receiver with { NotBefore = now + Pauses[Math.Min(receiver.Tries, Pauses.Length) - 1] })) with { Sent = sent },
            cancellationToken);
        if (problem is not null)
        {
            _log.LogWarning(
                "Event {Number} of order {OrderId} of {Tenant} was not taken at attempt {Attempt}: {Problem} {Next}",
                number, order.Id, order.Tenant, claimed.Tries, problem, ends ? "It is given up." : "It is sent again later.");
        }
    }

    /// <summary>False if the claim was lost to another run, which sends the event as well.</summary>
    private static bool IsSameAttempt(OrderReceiver now, OrderReceiver claimed) =>
        (now.Done, now.Tries, now.NotBefore) == (claimed.Done, claimed.Tries, claimed.NotBefore);

    private static OrderReceiver Advance(OrderReceiver receiver, int number) => number > receiver.Done
        ? receiver with { Done = number, Tries = 0, NotBefore = null }
        : receiver with { Replays = [.. receiver.Replays.Skip(1)], Tries = 0, NotBefore = null };

    private static Order With(Order order, int index, Func<OrderReceiver, OrderReceiver> change) => order with
    {
        Receivers = [.. order.Receivers.Select((receiver, at) => at == index ? change(receiver) : receiver)],
    };

    private static List<EventDelivery> Noted(int receivers, OrderEvent happened, int index, DateTimeOffset now, string? problem)
    {
        var deliveries = Enumerable.Range(0, receivers)
            .Select(at => at < happened.Deliveries.Count ? happened.Deliveries[at] : new EventDelivery(0, null, null, null))
            .ToList();
        var before = deliveries[index];
        deliveries[index] = new EventDelivery(before.Attempts + 1, now, problem is null ? now : before.Delivered, problem);
        return deliveries;
    }
}
