using CsCheck;
using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

public sealed class DeliveredIntervalsTests
{
    private static readonly Gen<DeliveredRange[]> Ranges =
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 12], (from, length) => new DeliveredRange(from, from + length)).Array[0, 30];

    [Fact]
    public void Add_AnyRanges_HoldsExactlyTheirBytes() =>
        Ranges.Sample(ranges =>
        {
            var intervals = ranges.Aggregate(DeliveredIntervals.None, (it, range) => it.Add(range));
            var bytes = new HashSet<long>(ranges.SelectMany(it => Bytes(it)));

            Assert.Equal(bytes.Order(), intervals.Ranges.SelectMany(Bytes));
            Assert.All(intervals.Ranges.Zip(intervals.Ranges.Skip(1)), it => Assert.True(it.First.To < it.Second.From));
            for (var length = 0; length < 80; length++)
                Assert.Equal(Enumerable.Range(0, length).All(it => bytes.Contains(it)), intervals.Cover(length));
        });

    [Fact]
    public void Add_InAnyOrderAndTwice_IsTheSame() =>
        Ranges.Sample(ranges =>
        {
            var forth = ranges.Aggregate(DeliveredIntervals.None, (it, range) => it.Add(range));
            var back = ranges.Reverse().Concat(ranges).Aggregate(DeliveredIntervals.None, (it, range) => it.Add(range));

            Assert.Equal(forth.Ranges, back.Ranges);
        });

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame() =>
        Ranges.Sample(ranges =>
        {
            var intervals = ranges.Aggregate(DeliveredIntervals.None, (it, range) => it.Add(range));

            Assert.Equal(intervals.Ranges, DeliveredIntervals.Parse(intervals.ToString()).Ranges);
        });

    [Fact]
    public void ToString_WritesRangesAsHttpDoes() =>
        Assert.Equal("0-9,20-20", DeliveredIntervals.None.Add(new(20, 21)).Add(new(5, 10)).Add(new(0, 5)).ToString());

    [Theory]
    [InlineData("x")]
    [InlineData("5")]
    [InlineData("5-4")]
    [InlineData("-5")]
    [InlineData("0-9223372036854775807")]
    public void Parse_SomethingElse_IsRefused(string text) =>
        Assert.Throws<FormatException>(() => DeliveredIntervals.Parse(text));

    [Fact]
    public void ToString_OfAsManyRangesAsARowKeeps_FitsATableProperty()
    {
        const long Gap = 10_000_000_000_000;
        var ranges = Enumerable.Range(0, DeliveredIntervals.MaxRanges).Select(i => new DeliveredRange(i * Gap, (i * Gap) + 10 + i));

        var intervals = DeliveredIntervals.Of(ranges);

        Assert.Equal(DeliveredIntervals.MaxRanges, intervals.Ranges.Count);
        Assert.InRange(intervals.ToString().Length * 2, 1, 50_000);
        Assert.Equal(Enumerable.Range(0, DeliveredIntervals.MaxRanges).Sum(i => 10L + i), intervals.Bytes);
    }

    private static IEnumerable<long> Bytes(DeliveredRange range)
    {
        for (var i = range.From; i < range.To; i++)
            yield return i;
    }
}
