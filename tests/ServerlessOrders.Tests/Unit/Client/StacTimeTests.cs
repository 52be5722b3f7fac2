using ServerlessOrders.Client.Commands;

namespace ServerlessOrders.Tests.Unit.Client;

public sealed class StacTimeTests
{
    [Theory]
    [InlineData("2024", "2024-01-01T00:00:00.000Z/2024-12-31T23:59:59.999Z")]
    [InlineData("2024-02", "2024-02-01T00:00:00.000Z/2024-02-29T23:59:59.999Z")]
    [InlineData("2024-02-03", "2024-02-03T00:00:00.000Z/2024-02-03T23:59:59.999Z")]
    [InlineData("2024-02-03T10:00:00Z", "2024-02-03T10:00:00Z")]
    [InlineData("2024/2025-03", "2024-01-01T00:00:00.000Z/2025-03-31T23:59:59.999Z")]
    [InlineData("2024-01-01/..", "2024-01-01T00:00:00.000Z/..")]
    [InlineData("/2024-01-01T12:00:00+02:00", "../2024-01-01T12:00:00+02:00")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("a/b/c", "a/b/c")]
    public void Time_OfPeople_IsOneOfRfc3339(string written, string meant) => Assert.Equal(meant, StacTime.Of(written));
}
