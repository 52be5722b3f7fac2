using Azure.Data.Tables;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Orders;

public sealed class OrderRowsTests
{
    [Fact]
    public void Row_KeepsTheOrderWithItsProgress()
    {
        var order = SomeOrder.Of(OrderStatus.RUNNING, new ExpansionCursor { Dataset = 1 });
        order = order with { Label = "\"progress\":", Progress = order.Progress with { Started = [0, 5], ResetFrom = 0 } };

        var read = OrderRows.Read(TableDocuments.ToEntity("p", "r", order)).Value;

        Assert.Equivalent(order, read, strict: true);
    }

    [Fact]
    public void RowOfBeforeProgressWasARecordOfItsOwn_IsReadWhole()
    {
        var row = new TableEntity("p", "r")
        {
            [TableDocuments.Body] = """
                {"tenant":"demo","id":7,"owner":"ada@example.org","ownerRole":"REGISTERED_USER","label":"An order",
                "creationDate":"2026-03-01T10:00:00+00:00","expirationDate":"2026-03-08T10:00:00+00:00","status":"RUNNING",
                "statusDate":"2026-03-01T10:00:00+00:00","subOrderHours":240,"generation":3,"filesCount":12,
                "expansion":{"dataset":1,"claim":4},"started":[0,5],"prepareFrom":7,"externalFrom":8,"toReset":[2],"resetFrom":9,"cleanedUp":true}
                """,
        };

        var read = OrderRows.Read(row).Value;

        Assert.Equal((3, 12), (read.Generation, read.FilesCount));
        Assert.Equivalent(
            new OrderProgress
            {
                Expansion = new ExpansionCursor { Dataset = 1, Claim = 4 },
                Started = [0, 5], PrepareFrom = 7, ExternalFrom = 8, ToReset = [2], ResetFrom = 9, CleanedUp = true,
            },
            read.Progress, strict: true);
    }
}
