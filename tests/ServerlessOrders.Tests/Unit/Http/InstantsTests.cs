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
    [InlineData("2025-01-31T14:00:00+0200", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31T14:00:00+02", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31t12:00:00z", "2025-01-31T12:00:00.000Z")]
    [InlineData("2025-01-31 12:00:00.5Z", "2025-01-31T12:00:00.500Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z")]
    [InlineData("2015-06-30T23:59:60.5Z", "2015-06-30T23:59:59.999Z")]
    [InlineData("2017-01-01T05:29:60+05:30", "2016-12-31T23:59:59.999Z")]
    [InlineData("1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59.999Z")]
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
    [InlineData("2025-01-31T12:00:60Z")]
    [InlineData("2016-12-30T23:59:60Z")]
    [InlineData("2016-12-31T23:59:60+01:00")]
    [InlineData("2016-12-31T23:59:61Z")]
    [InlineData("2025-01-31T12:00:00+02:60")]
    [InlineData("2025-01-31T12:00:00+2")]
    [InlineData("2025-01-31T12:00:00Z\n")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("1738324800000")]
    [InlineData("2025-01-31T12:00:00Z and more")]
    public void TryParse_NoInstant_IsRefused(string text) => Assert.False(Instants.TryParse(text, out _));

    [Fact]
    public void LeapSecond_LiesBetweenTheSecondBeforeAndTheNextDay()
    {
        Assert.True(Instants.TryParse("2016-12-31T23:59:59.9999998Z", out var before));
        Assert.True(Instants.TryParse("2016-12-31T23:59:60Z", out var leap));
        Assert.True(Instants.TryParse("2017-01-01T00:00:00Z", out var after));
        Assert.True(before < leap && leap < after);
    }

    [Fact]
    public void QueryInstant_LeapSecond_IsUnderstood() =>
        Assert.Equal(2016, Calls.Get("/orders?from=2016-12-31T23:59:60Z").QueryInstant("from")!.Value.Year);

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
