namespace ServerlessOrders.Tests.Unit;

public sealed class OrderKeyTests
{
    [Fact]
    public void ToString_NamesTenantAndOrder() => Assert.Equal("demo/7", new OrderKey("demo", 7).ToString());
}
