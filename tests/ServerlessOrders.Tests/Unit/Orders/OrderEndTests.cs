using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Orders;

public sealed class OrderEndTests
{
    [Theory]
    [InlineData(0, 0, 0, OrderCommand.CompleteWithWarning)]
    [InlineData(3, 0, 0, OrderCommand.Complete)]
    [InlineData(3, 1, 0, OrderCommand.CompleteWithWarning)]
    [InlineData(3, 0, 1, OrderCommand.CompleteWithWarning)]
    [InlineData(0, 2, 0, OrderCommand.Fail)]
    [InlineData(0, 1, 1, OrderCommand.CompleteWithWarning)]
    public void End_DependsOnTheFilesThatFailed(int fetched, int errors, int downloadErrors, OrderCommand end) =>
        Assert.Equal(end, OrderEnd.Of(new FileCounts { Downloaded = fetched, Error = errors, DownloadError = downloadErrors }));

    [Theory]
    [InlineData(OrderStatus.DONE, 0, null)]
    [InlineData(OrderStatus.DONE, 1, OrderCommand.CompleteWithWarning)]
    [InlineData(OrderStatus.DONE_WITH_WARNING, 0, OrderCommand.Complete)]
    [InlineData(OrderStatus.DONE_WITH_WARNING, 1, null)]
    [InlineData(OrderStatus.RUNNING, 1, null)]
    [InlineData(OrderStatus.FAILED, 0, null)]
    public void Downloads_OfAnOrderAtItsEnd_CorrectItsStatus(OrderStatus status, int downloadErrors, OrderCommand? correction) =>
        Assert.Equal(correction, OrderEnd.Correction(status, new FileCounts { Available = 1, DownloadError = downloadErrors }));

    [Fact]
    public void OrderWithoutFiles_StaysDoneWithWarning() =>
        Assert.Null(OrderEnd.Correction(OrderStatus.DONE_WITH_WARNING, new FileCounts()));

    [Theory]
    [InlineData(0, 240, 168)]
    [InlineData(0, 2, 2)]
    [InlineData(1, 2, 6)]
    [InlineData(10, 2, 24)]
    [InlineData(82, 2, 168)]
    [InlineData(83, 2, 168)]
    [InlineData(int.MaxValue, 240, 168)]
    public void Expiration_GrowsWithTheSubOrders_UpToItsLimit(int subOrders, int hours, int expected) =>
        Assert.Equal(SomeOrder.Start.AddHours(expected), OrderExpiration.Date(SomeOrder.Start, subOrders, hours, 168));
}
