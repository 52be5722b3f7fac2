using CsCheck;

namespace ServerlessOrders.Tests.Unit;

public sealed class FileIdsTests
{
    [Fact]
    public void Id_OfAnyFile_LeadsBackToIt_AndFitsAJavaScriptNumber() =>
        Gen.Select(Gen.Long[1, FileIds.MaxOrderId - 1], Gen.Int[0, FileIds.MaxFiles - 1]).Sample((order, position) =>
        {
            var id = FileIds.Of(order, position);

            Assert.InRange(id, 1, (1L << 53) - 1);
            Assert.True(FileIds.TrySplit(id, out var foundOrder, out var foundPosition));
            Assert.Equal((order, position), (foundOrder, foundPosition));
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(FileIds.MaxFiles - 1)]
    [InlineData(1L << 53)]
    [InlineData(long.MaxValue)]
    public void Number_ThatNoOrderCanHave_IsNone(long id) => Assert.False(FileIds.TrySplit(id, out _, out _));

    [Fact]
    public void Edges_AreTheFirstFileOfTheFirstOrderAndTheLastOfTheLast()
    {
        Assert.Equal(1L << 22, FileIds.Of(1, 0));
        Assert.Equal((1L << 53) - 1, FileIds.Of(FileIds.MaxOrderId - 1, FileIds.MaxFiles - 1));
    }
}
