using ServerlessOrders.Notifications;
using ServerlessOrders.Orders;
using ServerlessOrders.Tests.Integration.Model;
using ServerlessOrders.Tests.Integration.Notifications;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>The receiver of all orders of a run: every event of every order, each at least once, in its order, and just those that happened.</summary>
internal static class ChaosEvents
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Waits until nothing is to be sent any more.</summary>
    public static async Task UntilSentAsync(CoreHost host)
    {
        for (var look = 0; ; look++)
        {
            var open = (await StoreState.ReadAsync(host)).Orders.Values.Where(order => order.Order.NextSending is not null).ToList();
            if (open.Count == 0) return;
            Assert.True(look < 300, $"Not sent: events of order {string.Join(", ", open.Select(order => order.Order.Id))}.");
            await Task.Delay(1000, Stop);
        }
    }

    /// <summary>Compares what came with what the store says.</summary>
    /// <returns>How many events there were, and how many came twice or more.</returns>
    public static async Task<(int Events, int Doubles)> CheckAsync(CoreHost host, Receiver receiver, IReadOnlyCollection<ChaosOrder> orders)
    {
        Assert.All(receiver.Taken, taken => Assert.True(taken.IsSigned));
        var came = receiver.Taken.GroupBy(taken => taken.Body.GetProperty("subject").GetString()!)
            .ToDictionary(group => long.Parse(group.Key, System.Globalization.CultureInfo.InvariantCulture), group => group.DistinctBy(one => one.Id).ToList());
        foreach (var order in orders)
        {
            var key = new OrderKey(ChaosArchive.Tenant, order.Id);
            var taken = came.GetValueOrDefault(order.Id) ?? [];
            // In order and without a gap, also of an order that was removed before all was sent.
            Assert.Equal(Enumerable.Range(1, taken.Count).Select(number => EventMessage.IdOf(key, number)), taken.Select(one => one.Id));
            if (await host.Get<OrderStore>().FindAsync(key, Stop) is not { } stored) continue;
            Assert.Equal(stored.Order.EventCount, taken.Count);
            var happened = await host.Get<OrderStore>().ReadEventsAsync(key, 1, stored.Order.EventCount + 1, Stop);
            Assert.Equal(happened.Select(one => one.Type.ToString()), taken.Select(one => one.Type));
            Check(order, stored, happened);
        }

        return (came.Values.Sum(events => events.Count), receiver.Taken.Count - came.Values.Sum(events => events.Count));
    }

    private static void Check(ChaosOrder order, OrderSnapshot stored, IReadOnlyList<OrderEvent> happened)
    {
        Assert.Equal(OrderEventType.GRANTED, happened[0].Type);
        Assert.Single(happened, one => one.Type == OrderEventType.GRANTED);
        Assert.InRange(happened.Count(one => one.Type == OrderEventType.PAUSED), order.Pauses.Done, order.Pauses.Asked);
        if (stored.Order.Status != OrderStatus.DONE) return;
        Assert.Equal(OrderEventType.DONE, happened.Last(one => one.Type != OrderEventType.SUBORDER_DONE).Type);
        Assert.Equal(
            stored.SubOrders.Where(sub => !sub.External).Select(sub => (int?)sub.First).Order(),
            happened.Where(one => one.Type == OrderEventType.SUBORDER_DONE).Select(one => one.SubOrder).Distinct().Order());
    }
}
