using CsCheck;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Unit.SubOrders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Unit.Orders;

public sealed class OrderFiguresTests
{
    private static readonly FileState[] States = [PENDING, AVAILABLE, DOWNLOADED, DOWNLOAD_ERROR, ERROR];

    private static readonly Gen<FileState> AnyState = Gen.Int[0, States.Length - 1].Select(index => States[index]);

    [Fact]
    public void Counts_FollowedThroughAnyMoves_EqualARecount()
    {
        var files = Gen.Select(AnyState, Gen.Long[0, OrderFile.MaxCountedBytes]).Array[1, 30];
        var moves = Gen.Select(Gen.Int[0, 1000], AnyState, Gen.Long[0, OrderFile.MaxCountedBytes]).Array[0, 60];
        Gen.Select(files, moves).Sample((start, steps) =>
        {
            var now = start.ToArray();
            var counts = SomeOrder.Counts(now);
            foreach (var (index, to, size) in steps)
            {
                ref var file = ref now[index % now.Length];
                var before = SomeFile.At(0, file.Item1, size: file.Item2);
                file = (to, size);
                counts = counts.Replace(new FileMove(before, SomeFile.At(0, to, size: size)));
            }

            Assert.Equal(SomeOrder.Counts(now), counts);
            Assert.Equal(now.Length, counts.Total);
        });
    }

    [Fact]
    public void Sum_OfCounts_IsTheCountOfAll() =>
        Gen.Select(AnyState, Gen.Long[0, 1000]).Array.Array[0, 5].Sample(parts =>
            Assert.Equal(
                SomeOrder.Counts([.. parts.SelectMany(part => part)]),
                parts.Aggregate(new FileCounts(), (sum, part) => sum + SomeOrder.Counts(part))));

    [Fact]
    public void Sum_PastWhatANumberHolds_StaysAtTheGreatest()
    {
        var huge = new FileCounts { Pending = 1, Bytes = long.MaxValue - 5, PendingBytes = long.MaxValue - 5 };

        Assert.Equal(new FileCounts { Pending = 2, Bytes = long.MaxValue, PendingBytes = long.MaxValue }, huge + huge);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(-5L, 0)]
    [InlineData(12L, 12)]
    [InlineData(long.MaxValue, OrderFile.MaxCountedBytes)]
    public void File_OfAnyClaimedSize_CountsWhatCanBeSummedUp(long? size, long counted) =>
        Assert.Equal(counted, SomeFile.At(0, size: size).CountedBytes);

    [Theory]
    [InlineData(0, 0, 100, 0)]
    [InlineData(0, 100, 0, 99)] // nothing PENDING: 100 comes with the end status
    [InlineData(1, 999, 1, 99)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(1, 1, 2, 33)]
    [InlineData(1, 2, 1, 66)]
    [InlineData(1, 100, 0, 99)] // only empty files are missing
    public void Percent_IsTheShareOfBytesPrepared_RoundedDown(int pendingFiles, long readyBytes, long pendingBytes, int percent)
    {
        var counts = new FileCounts { Available = 1, Bytes = readyBytes + pendingBytes, Pending = pendingFiles, PendingBytes = pendingBytes };
        if (pendingFiles == 0 && pendingBytes > 0) counts = counts with { Pending = 1 };

        Assert.Equal(percent, SomeOrder.With(SomeOrder.Of(OrderStatus.RUNNING), counts).PercentCompleted);
        Assert.Equal(percent, SomeOrder.With(SomeOrder.Of(OrderStatus.PAUSED), counts).PercentCompleted);
    }

    [Theory]
    [InlineData(OrderStatus.DONE)]
    [InlineData(OrderStatus.DONE_WITH_WARNING)]
    [InlineData(OrderStatus.FAILED)]
    public void Percent_OfAnOrderAtItsEnd_Is100(OrderStatus status)
    {
        Assert.Equal(100, SomeOrder.With(SomeOrder.Of(status), new FileCounts { Error = 1, Bytes = 5 }).PercentCompleted);
        Assert.Equal(100, SomeOrder.With(SomeOrder.Of(status)).PercentCompleted);
    }

    [Fact]
    public void Percent_WhileTheSelectionIsExpanded_Is0() =>
        Assert.Equal(0, SomeOrder.With(SomeOrder.Of(OrderStatus.PENDING, new ExpansionCursor()), new FileCounts { Available = 5 }).PercentCompleted);

    [Fact]
    public void Percent_OfUnsummableSizes_StaysBetween0And99() =>
        Gen.Long[0, long.MaxValue].Array[1, 20].Sample(sizes =>
        {
            var subs = sizes.Select((size, i) => new FileCounts { Pending = 1, Bytes = size, PendingBytes = i % 2 == 0 ? size : 0 });
            Assert.InRange(SomeOrder.With(SomeOrder.Of(OrderStatus.RUNNING), [.. subs]).PercentCompleted, 0, 99);
        });

    [Fact]
    public void WaitingForUser_IsASubOrderThatIsReadyAndNotFetched()
    {
        var running = SomeOrder.Of(OrderStatus.RUNNING);

        Assert.True(SomeOrder.With(running, new FileCounts { Pending = 1 }, new FileCounts { Available = 1, Downloaded = 3 }).WaitingForUser);
        Assert.False(SomeOrder.With(running, new FileCounts { Pending = 1, Available = 1 }).WaitingForUser);
        Assert.False(SomeOrder.With(running, new FileCounts { Downloaded = 1, Error = 1 }).WaitingForUser);
    }

    [Theory]
    [InlineData(OrderStatus.EXPIRED)]
    [InlineData(OrderStatus.DELETED)]
    public void Order_WhoseFilesAreGone_HasNoneAvailableAndWaitsForNobody(OrderStatus status)
    {
        var gone = SomeOrder.With(SomeOrder.Of(status), new FileCounts { Available = 2 });

        Assert.Equal((0, false), (gone.AvailableFilesCount, gone.WaitingForUser));
    }
}
