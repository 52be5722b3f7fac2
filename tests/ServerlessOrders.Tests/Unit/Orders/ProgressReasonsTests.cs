using ServerlessOrders.Orders.Waiting;

namespace ServerlessOrders.Tests.Unit.Orders;

/// <summary>The words for what an order waits for.</summary>
public sealed class ProgressReasonsTests
{
    [Fact]
    public void EveryCause_HasASentence()
    {
        var at = new DateTimeOffset(2026, 11, 26, 10, 0, 0, TimeSpan.Zero);
        foreach (var kind in Enum.GetValues<ProgressCauseKind>())
        {
            foreach (var orders in new long[][] { [12], [12, 14] })
                Assert.Matches(@"^\S.+\.$", ProgressReasons.Of([new ProgressCause(kind, orders.Length, 3, 2, orders, "The catalog is away.", at)]));
        }
    }

    [Fact]
    public void Causes_AreToldOneAfterTheOther() => Assert.Equal(
        "Waits for a free place, of which a user has 2. Orders 7, 12 and 14 wait for the download of their files: fetch them, or delete them. Order 15 is being prepared.",
        ProgressReasons.Of(
        [
            new(ProgressCauseKind.NO_SLOT, Slots: 2), new(ProgressCauseKind.ORDERS_TO_FETCH, Orders: [7, 12, 14]), new(ProgressCauseKind.ORDERS_IN_PREPARATION, Orders: [15]),
        ]));
}
