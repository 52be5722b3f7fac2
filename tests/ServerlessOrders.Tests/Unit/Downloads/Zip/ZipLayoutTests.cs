using CsCheck;
using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

public sealed class ZipLayoutTests
{
    private const long Max = 0xFFFFFFFF;

    [Theory]
    [InlineData(5, 0, 44)]
    [InlineData(5, Max - 1, 44)]
    [InlineData(5, Max, 64)]
    [InlineData(255, Max + 1, 314)]
    public void LocalHeaderLength_GrowsBy20WhereTheSizeNeedsZip64(int name, long size, int expected) =>
        Assert.Equal(expected, ZipLayout.LocalHeaderLength(name, size));

    [Theory]
    [InlineData(0, 0, 60)]
    [InlineData(Max - 1, Max - 1, 60)]
    [InlineData(Max, 0, 60 + 4 + 16)]
    [InlineData(0, Max, 60 + 4 + 8)]
    [InlineData(Max, Max, 60 + 4 + 24)]
    public void CentralEntryLength_HoldsJustTheZip64FieldsThatAreNeeded(long size, long offset, int expected) =>
        Assert.Equal(expected, ZipLayout.CentralEntryLength(5, size, offset));

    [Theory]
    [InlineData(65_534, Max - 1, Max - 1, 22)]
    [InlineData(65_535, 0, 0, 98)]
    [InlineData(0, Max, 0, 98)]
    [InlineData(0, 0, Max, 98)]
    public void EndLength_GrowsBy76WhereAnyTotalNeedsZip64(long count, long offset, long size, int expected) =>
        Assert.Equal(expected, ZipLayout.EndLength(count, offset, size));

    [Fact]
    public void Records_AnyEntry_FillTheLengthsOfTheLayoutToTheLastByte() =>
        Gen.Select(Gen.String[0, 20], Gen.Long[0, Max * 2], Gen.Long[0, Max * 2]).Sample((name, size, offset) =>
        {
            // A field that is written past the end throws; one that is missing leaves the marker.
            var entry = new ZipEntry(name, size, 1, offset, 0, null);
            var central = new byte[entry.CentralEntryLength + 1];
            central.AsSpan().Fill(0xA5);
            ZipRecords.CentralEntry(central, entry, default);
            var nameEnd = 46 + entry.NameLength;
            var extra = BitConverter.ToUInt16(central, 30);

            Assert.Equal(entry.CentralEntryLength, nameEnd + extra);
            Assert.Equal(0xA5, central[^1]);
            Assert.Equal(entry.LocalHeaderLength, ZipRecords.LocalHeader(entry, default).Length);
            Assert.Equal(Math.Min(size, Max), BitConverter.ToUInt32(central, 20));
            Assert.Equal(Math.Min(offset, Max), BitConverter.ToUInt32(central, 42));
            if (offset >= Max)
                Assert.Equal(offset, BitConverter.ToInt64(central, central.Length - 9));
        });

    [Theory]
    [InlineData("2026-03-04T12:34:57Z", 2026 - 1980, 3, 4, 12, 34, 28)]
    [InlineData("2026-03-04T01:00:00+02:00", 2026 - 1980, 3, 3, 23, 0, 0)]
    [InlineData("1970-01-01T00:00:00Z", 0, 1, 1, 0, 0, 0)]
    [InlineData("2300-01-01T00:00:00Z", 127, 12, 31, 23, 59, 29)]
    public void DosTime_AnyInstant_IsTheNearestItCanHold(string instant, int year, int month, int day, int hour, int minute, int half)
    {
        var time = DosTime.From(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((year, month, day), (time.Date >> 9, time.Date >> 5 & 15, time.Date & 31));
        Assert.Equal((hour, minute, half), (time.Time >> 11, time.Time >> 5 & 63, time.Time & 31));
    }
}
