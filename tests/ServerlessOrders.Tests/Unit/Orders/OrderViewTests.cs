using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Orders;

public sealed class OrderViewTests
{
    private static readonly Caller Owner = new("demo", SomeOrder.Owner, Role.REGISTERED_USER);
    private static readonly Caller Admin = new("demo", "root@example.org", Role.ADMIN);
    private static readonly Caller Operator = new("demo", "ops@example.org", Role.EXPLOIT);

    [Theory]
    [InlineData(OrderStatus.PENDING, "download pause extend")]
    [InlineData(OrderStatus.RUNNING, "download pause extend")]
    [InlineData(OrderStatus.PAUSED, "download resume delete extend")]
    [InlineData(OrderStatus.DONE, "download delete restart extend")]
    [InlineData(OrderStatus.DONE_WITH_WARNING, "download delete restart retry extend")]
    [InlineData(OrderStatus.FAILED, "download delete restart retry")]
    [InlineData(OrderStatus.EXPIRED, "delete restart")]
    [InlineData(OrderStatus.DELETED, "")]
    [InlineData(OrderStatus.ERROR, "download")]
    public void Links_AreWhatTheOwnerMayDoNow_InTheOrderOfTheContract(OrderStatus status, string actions) =>
        Assert.Equal($"self list {actions}".Trim(), Links(SomeOrder.Of(status), Owner, available: 1));

    [Fact]
    public void Download_IsOfferedWhileAFileIsAvailable() =>
        Assert.DoesNotContain("download", Links(SomeOrder.Of(OrderStatus.DONE), Owner, available: 0));

    [Fact]
    public void Remove_IsOfferedToAdministratorsOfADeletedOrder()
    {
        Assert.Equal("self list remove", Links(SomeOrder.Of(OrderStatus.DELETED), Admin, available: 1));
        Assert.Equal("self list", Links(SomeOrder.Of(OrderStatus.DELETED), Operator, available: 1));
    }

    [Fact]
    public void OrderOfSomebodyElse_OffersNoAction() =>
        Assert.Equal("self list", Links(SomeOrder.Of(OrderStatus.DONE), Operator, available: 1));

    [Fact]
    public void Addresses_AreThoseOfTheApi()
    {
        var view = OrderView.Of(
            SomeOrder.With(SomeOrder.Of(OrderStatus.DONE_WITH_WARNING), new FileCounts { Available = 1 }), Owner, new Links("https://example.org/base/"));

        Assert.Equal(
            [
                "https://example.org/base/user/orders/7", "https://example.org/base/user/orders", "https://example.org/base/user/orders/7/download",
                "https://example.org/base/user/orders/7", "https://example.org/base/user/orders/7/restart", "https://example.org/base/user/orders/7/retry",
                "https://example.org/base/user/orders/7/expiration",
            ],
            view.Links.Select(link => link.Href));
    }

    private static string Links(Order order, Caller caller, int available)
    {
        var view = OrderView.Of(SomeOrder.With(order, new FileCounts { Available = available, Error = 1 }), caller, new Links("http://localhost"));
        return string.Join(' ', view.Links.Select(link => link.Rel));
    }
}
