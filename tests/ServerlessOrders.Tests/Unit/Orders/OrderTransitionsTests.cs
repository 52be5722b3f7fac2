using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Unit.Orders;

public sealed class OrderTransitionsTests
{
    /// <summary>Where each command leads from each status; "-" where it is refused. Written down from the contract, sections 3 and 5.</summary>
    private const string Table = """
        command             | PENDING           RUNNING           PAUSED  DONE              DONE_WITH_WARNING FAILED  EXPIRED DELETED ERROR
        Pause               | PAUSED            PAUSED            -       -                 -                 -       -       -       -
        Resume              | -                 -                 RUNNING -                 -                 -       -       -       -
        Delete              | -                 -                 DELETED DELETED           DELETED           DELETED DELETED -       -
        Cancel              | DELETED           DELETED           DELETED DELETED           DELETED           DELETED DELETED -       -
        Extend              | PENDING           RUNNING           PAUSED  DONE              DONE_WITH_WARNING -       -       -       -
        Remove              | -                 -                 -       -                 -                 -       -       DELETED -
        Restart             | -                 -                 -       DONE              DONE_WITH_WARNING FAILED  EXPIRED -       -
        Retry               | -                 -                 -       -                 RUNNING           RUNNING -       -       -
        Expire              | EXPIRED           EXPIRED           EXPIRED EXPIRED           EXPIRED           -       -       -       -
        Expanded            | RUNNING           -                 -       -                 -                 -       -       -       -
        Complete            | DONE              DONE              -       -                 DONE              -       -       -       -
        CompleteWithWarning | DONE_WITH_WARNING DONE_WITH_WARNING -       DONE_WITH_WARNING -                 -       -       -       -
        Fail                | FAILED            FAILED            -       -                 -                 -       -       -       -
        """;

    private static readonly Dictionary<OrderCommand, string> Refusals = new()
    {
        [OrderCommand.Pause] = "ORDER_MUST_BE_PENDING_OR_RUNNING",
        [OrderCommand.Resume] = "ORDER_MUST_BE_PAUSED",
        [OrderCommand.Delete] = "ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_PAUSED_OR_FAILED_OR_EXPIRED",
        [OrderCommand.Remove] = "ORDER_MUST_BE_DELETED",
        [OrderCommand.Restart] = "ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_FAILED",
        [OrderCommand.Retry] = "ORDER_MUST_BE_DONE_WITH_WARNING_OR_FAILED",
    };

    private static readonly DateTimeOffset Later = SomeOrder.Start.AddHours(1);

    public static TheoryData<OrderStatus, OrderCommand, OrderStatus?> Cells()
    {
        var rows = Table.Split('\n').Select(line => line.Split([' ', '|', '\r'], StringSplitOptions.RemoveEmptyEntries)).ToList();
        var cells = new TheoryData<OrderStatus, OrderCommand, OrderStatus?>();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                var to = row[column] == "-" ? (OrderStatus?)null : Enum.Parse<OrderStatus>(row[column]);
                cells.Add(Enum.Parse<OrderStatus>(rows[0][column]), Enum.Parse<OrderCommand>(row[0]), to);
            }
        }

        return cells;
    }

    [Fact]
    public void Table_NamesEveryStatusAndCommand() =>
        Assert.Equal(Enum.GetValues<OrderStatus>().Length * Enum.GetValues<OrderCommand>().Length, Cells().Count);

    [Theory, MemberData(nameof(Cells))]
    public void Command_LeadsWhereTheTableSays_OrIsRefusedInTheWordsOfRegards(OrderStatus from, OrderCommand command, OrderStatus? to)
    {
        var order = SomeOrder.Of(from);
        if (to is null)
        {
            var refusal = OrderTransitions.Refusal(from, command);
            Assert.NotNull(refusal);
            if (Refusals.TryGetValue(command, out var words)) Assert.Equal(words, refusal);
            Assert.Throws<InvalidOperationException>(() => OrderTransitions.Apply(order, command, Later));
            return;
        }

        Assert.Null(OrderTransitions.Refusal(from, command));
        var after = OrderTransitions.Apply(order, command, Later);
        Assert.Equal(to, after.Status);
        if (to == from) Assert.Same(order, after);
        else Assert.Equal((Later, order.Generation + 1), (after.StatusDate, after.Generation));
    }

    [Theory]
    [InlineData(OrderStatus.PAUSED, OrderCommand.Resume)]
    [InlineData(OrderStatus.FAILED, OrderCommand.Retry)]
    public void Order_WhoseExpansionIsNotFinished_GoesOnWithIt(OrderStatus from, OrderCommand command) =>
        Assert.Equal(OrderStatus.PENDING, OrderTransitions.Apply(SomeOrder.Of(from, new ExpansionCursor()), command, Later).Status);
}
