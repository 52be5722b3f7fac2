using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Tests.Unit.Client;

public sealed class PartFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Divide_WhileTheFirstRangeComes_LosesNoByte_EvenIfTheProcessEndsRightThen()
    {
        using var part = PartFile.Open(_folder["part"]);
        part.Begin("\"a\"", "http://a", size: 100, ranges: 1, tail: 10, first: 20);
        part.Write(part.Ranges[0], new byte[15]);
        part.Write(part.Ranges[^1], new byte[10]);

        var divided = part.Divide(part.Ranges.Single(range => range.IsUndivided), 3);
        part.Write(part.Ranges[0], new byte[5]);
        part.Write(divided[2], new byte[4]);

        // As the next process finds it.
        using var found = PartFile.Open(_folder["part"]);
        Assert.Equal([(0, 20, 20), (20, 43, 0), (43, 66, 0), (66, 90, 4), (90, 100, 10)], found.Ranges.Select(range => (range.Start, range.End, range.Done)));
        Assert.Equal((100, "\"a\"", "http://a"), (found.Size, found.ETag, found.Origin));
        Assert.True(found.Covers(0, 20) && found.Covers(66, 70) && found.Covers(90, 100));
        Assert.False(found.Covers(19, 21) || found.Covers(66, 71));
    }

    [Theory]
    // A fast line: the rest is there within a second.
    [InlineData(20_000_000, 1_500_000, 30, 1)]
    // 2 MB/s for each connection.
    [InlineData(20_000_000, 1_000_000, 500, 6)]
    [InlineData(8_000_000, 1_000_000, 500, 4)]
    [InlineData(3_000_000, 1_000_000, 500, 1)]
    // It stands still.
    [InlineData(20_000_000, 0, 500, 6)]
    public void Connections_AreAsManyAsTheLineIsWorth(long bytes, long seen, int milliseconds, int expected) =>
        Assert.Equal(expected, LineSpeed.Connections(bytes, seen, TimeSpan.FromMilliseconds(milliseconds), most: 6));
}
