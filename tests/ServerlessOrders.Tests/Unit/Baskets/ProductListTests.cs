using ServerlessOrders.Baskets;

namespace ServerlessOrders.Tests.Unit.Baskets;

public sealed class ProductListTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a1", "a1")]
    [InlineData("  a1\t", "a1")]
    [InlineData("\"a1\"", "a1")]
    [InlineData("'a1'", "a1")]
    [InlineData(" \" a1 \" ", "a1")]
    [InlineData("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("\"a1", "\"a1")]
    [InlineData("a\"1\"", "a\"1\"")]
    [InlineData("\"", "\"")]
    public async Task Line_IsAnIdWithoutTheQuotesAroundIt(string line, string id) =>
        Assert.Equal([id], await ProductList.ReadAsync(new[] { line }.ToAsyncEnumerable(), Stop));

    [Fact]
    public async Task Lines_ThatAreBlank_DoNotCount()
    {
        var lines = Enumerable.Range(0, ProductList.MaxLines).SelectMany(i => new[] { $"a{i}", "", " \t ", "\"\"" });

        Assert.Equal(ProductList.MaxLines, (await ProductList.ReadAsync(lines.ToAsyncEnumerable(), Stop))!.Count);
        Assert.Null(await ProductList.ReadAsync(lines.Append("one more").ToAsyncEnumerable(), Stop));
    }

    [Fact]
    public async Task Id_GivenTwice_IsReadOnce() =>
        Assert.Equal(["a1", "b1"], await ProductList.ReadAsync(new[] { "a1", "\"a1\"", "b1" }.ToAsyncEnumerable(), Stop));
}
