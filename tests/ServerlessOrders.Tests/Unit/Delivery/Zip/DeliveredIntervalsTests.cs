using CsCheck;
using ServerlessOrders.Delivery.Zip;

namespace ServerlessOrders.Tests.Unit.Delivery.Zip;

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
    public void Add_MoreRangesThanAreKept_ForgetsTheShortestAndStaysSmall()
    {
        var intervals = DeliveredIntervals.None;
        for (long i = 0; i < 2000; i++)
            intervals = intervals.Add(new(i * 1_000_000_000_000_000, (i * 1_000_000_000_000_000) + 10 + i));

        Assert.Equal(DeliveredIntervals.MaxRanges, intervals.Ranges.Count);
        Assert.Equal(1999L * 1_000_000_000_000_000, intervals.Ranges[^1].From);
        Assert.InRange(intervals.ToString().Length * 2, 1, 65_535);
        Assert.True(intervals.Add(new(0, long.MaxValue)).Cover(1_000_000));
    }

    private static IEnumerable<long> Bytes(DeliveredRange range)
    {
        for (var i = range.From; i < range.To; i++)
            yield return i;
    }
}
