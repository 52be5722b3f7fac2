using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class InstantsTests
{
    [Theory]
    [InlineData("2025-01-31T12:00:00.000Z", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31T12:00:00Z", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31T12:00Z", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31T14:00:00+02:00", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31T06:30:00.5-05:30", "2025-01-31T12:00:00.500Z")]
    [InlineData("2025-01-31T12:00:00", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31T12:00:00.123456789Z", "2025-01-31T12:00:00.123Z")]
    [InlineData("2025-01-31T12:00:00.9999999Z", "2025-01-31T12:00:00.999Z")]
    public void TryParse_AnyOffset_IsUtcAndFormatsWithMilliseconds(string text, string written)
    {
        Assert.True(Instants.TryParse(text, out var instant));
        Assert.Equal(TimeSpan.Zero, instant.Offset);
        Assert.Equal(written, Instants.Format(instant));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2025-01-31")]
    [InlineData("31/01/2025 12:00")]
    [InlineData("2025-02-30T12:00:00Z")]
    [InlineData("2025-01-31T25:00:00Z")]
    [InlineData("2025-01-31T12:00:00+99:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("1738324800000")]
    [InlineData("2025-01-31T12:00:00Z and more")]
    public void TryParse_NoInstant_IsRefused(string text) => Assert.False(Instants.TryParse(text, out _));

    [Theory]
    [InlineData("2025-01-31T14:00:00%2B02:00")]
    [InlineData("2025-01-31T14:00:00+02:00")]
    [InlineData("2025-01-31T12:00:00Z")]
    public void QueryInstant_PlusSignEncodedOrNot_IsUnderstood(string text) =>
        Assert.Equal(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero), Calls.Get("/orders?from=" + text).QueryInstant("from"));

    [Fact]
    public void QueryInstant_NoInstant_Is400AndNamed() =>
        Assert.Contains("'from'", Calls.Refused(400, () => Calls.Get("/orders?from=yesterday").QueryInstant("from")), StringComparison.Ordinal);
}
