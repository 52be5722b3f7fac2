using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Orders;

/// <summary>Orders that exist only in a test's memory.</summary>
internal static class SomeOrder
{
    public const string Owner = "ada@example.org";

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public static Order Of(OrderStatus status, ExpansionCursor? expansion = null) => new()
    {
        Tenant = "demo",
        Id = 7,
        Owner = Owner,
        OwnerRole = "REGISTERED_USER",
        Label = "An order",
        CreationDate = Start,
        ExpirationDate = Start.AddDays(7),
        Status = status,
        StatusDate = Start,
        SubOrderHours = 240,
        Progress = new OrderProgress { Expansion = expansion },
    };

    public static OrderSnapshot With(Order order, params FileCounts[] subOrders)
    {
        var first = 0;
        var subs = new List<SubOrder>();
        foreach (var counts in subOrders)
        {
            subs.Add(new SubOrder(first, 0, false, 1, counts));
            first += counts.Total;
        }

        return new OrderSnapshot(order, "1", [], subs);
    }

    public static FileCounts Counts(params (FileState State, long Bytes)[] files) =>
        files.Aggregate(new FileCounts(), (sum, file) => sum.Add(file.State, file.Bytes));
}
