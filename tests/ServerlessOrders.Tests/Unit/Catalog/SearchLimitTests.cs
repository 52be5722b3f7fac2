using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

/// <summary>What one request may ask for (contract, section 9): counted, as clocks differ from machine to machine.</summary>
public sealed class SearchLimitTests
{
    [Fact]
    public void Conditions_OfAllParametersTogether_AreLimited()
    {
        AssertTooMany(Request(("exists", Many(50_000, i => "p" + i))));
        AssertTooMany(Request(("q", Many(4097, i => $"p{i}:x*"))));
        AssertTooMany(Request(("q", Many(4097, _ => ""))));
        AssertTooMany(Request(("q", [string.Join(" OR ", Many(3000, i => $"a{i}"))]), ("exists", Many(1097, i => "p" + i))));
        AssertTooMany(Request() with { EntityIdsToInclude = Many(4000, i => "i" + i), EntityIdsToExclude = Many(97, i => "x" + i) });
        AssertTooMany(new SelectionRequest("stac", null, new Dictionary<string, IReadOnlyList<string>> { ["ids"] = Many(4097, i => "i" + i) }));
        AssertTooMany(new SelectionRequest("stac", null, new Dictionary<string, IReadOnlyList<string>> { ["collections"] = Many(4097, i => "c" + i) }));
        Assert.NotNull(SelectionParser.Parse("demo", Request(("exists", Many(4096, i => "p" + i)))).Query);
    }

    [Fact]
    public void Conditions_OfAllSelectionsOfARequest_CountTogether()
    {
        var requests = Many(300, i => string.Join(" OR ", Many(14, j => $"p{i}_{j}:x"))).Select(q => Request(("q", [q]))).ToList();

        Assert.Contains("4096 conditions", SelectionParser.ParseAll("demo", requests).Error, StringComparison.Ordinal);
        Assert.Equal(290, SelectionParser.ParseAll("demo", [.. requests.Take(290)]).Queries!.Count);
    }

    [Fact]
    public void Pattern_ThatIsLong_CountsAsSeveral() =>
        AssertTooMany(Request(("q", Many(300, i => $"title:{new string('a', 1000)}*{i}"))));

    [Fact]
    public void List_OfNames_CostsFewConditionsInABasket()
    {
        var byList = SelectionParser.Parse("demo", Request() with { EntityIdsToInclude = Many(1000, i => "i" + i) }).Query!;
        var byQuery = SelectionParser.Parse("demo", Request(("q", [$"providerId=({string.Join(" OR ", Many(1000, i => $"\"i{i}\""))})"]))).Query!;

        Assert.Equal((16, 16), (byList.Conditions, byQuery.Conditions));
        Assert.Equal(3, SelectionParser.Parse("demo", Request(("q", ["a:1 AND NOT (b:1 OR c:1)"]))).Query!.Conditions);
    }

    [Theory]
    [InlineData("p:x", 1)]
    [InlineData("a:1 OR b:1 OR title:harry", 3)]
    [InlineData("title:harry OR a:1 OR b:1", 1)]
    [InlineData("id:a AND title:harry", 1)]
    [InlineData("p:a:b:c", 3)]
    [InlineData("a.b.c.d:1", 4)]
    public void Work_OfAQuery_IsWhatItTests(string q, int tested)
    {
        var query = SelectionParser.Parse("demo", Request(("q", [q]))).Query!;

        query.Matches(Items.Rich);

        Assert.Equal(tested, query.Scope.Tested);
    }

    [Theory]
    [InlineData("title:*a*y", 2001)]
    [InlineData("title:*x*y", 64)]
    [InlineData("title:x", 63)]
    public void Work_OnALongText_CountsAsMore(string q, int tested)
    {
        var query = SelectionParser.Parse("demo", Request(("q", [q]))).Query!;

        query.Matches(Items.Make(properties: $$"""{"title":"{{new string('a', 16_000)}}"}"""));

        Assert.Equal(tested, query.Scope.Tested);
    }

    [Fact]
    public void Filter_PastWhatARequestMayTest_StopsWithinThePage()
    {
        var query = SelectionParser.Parse("demo", Request(("exists", ["platform"]))).Query!;
        query.Scope.MaxTested = 10;

        Assert.Throws<SearchTooLargeException>(() => ItemQuery.Filter(Enumerable.Repeat(Items.Rich, 1000), [query], CancellationToken.None));
        Assert.Equal(11, query.Scope.Tested);
    }

    [Fact]
    public void Filter_OfACallerWhoLeaves_StopsAtTheNextItem()
    {
        using var left = new CancellationTokenSource();
        var query = SelectionParser.Parse("demo", Request()).Query!;
        var looked = 0;
        IEnumerable<CatalogItem> Endless()
        {
            for (; ; looked++)
            {
                if (looked == 3) left.Cancel();
                yield return Items.Rich;
            }
        }

        Assert.Throws<OperationCanceledException>(() => ItemQuery.Filter(Endless(), [query], left.Token));
        Assert.Equal(3, looked);
    }

    [Fact]
    public void Complaint_AboutAHugeValue_IsShort()
    {
        var huge = new string('x', 100_000);

        foreach (var request in new[]
        {
            new SelectionRequest(huge), Request((huge, ["1"])), Request(("q", ["datetime:" + huge])), Request(("q", [$"{huge}:1"])),
            new SelectionRequest("stac", null, new Dictionary<string, IReadOnlyList<string>> { ["bbox"] = [huge] }),
            new SelectionRequest("stac", null, new Dictionary<string, IReadOnlyList<string>> { ["datetime"] = [huge] }),
        })
            Assert.InRange(SelectionParser.Parse("demo", request).Error!.Length, 1, 500);
    }

    private static void AssertTooMany(SelectionRequest request) =>
        Assert.Contains("4096 conditions", SelectionParser.Parse("demo", request).Error, StringComparison.Ordinal);

    private static List<string> Many(int count, Func<int, string> make) => [.. Enumerable.Range(0, count).Select(make)];

    private static SelectionRequest Request(params (string Name, IReadOnlyList<string> Values)[] parameters) =>
        new("legacy", SearchParameters: parameters.ToDictionary(p => p.Name, p => p.Values));
}
