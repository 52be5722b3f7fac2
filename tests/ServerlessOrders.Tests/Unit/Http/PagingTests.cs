using System.Text.Json;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class PagingTests
{
    private static readonly string[] Sortable = ["id", "creationDate"];

    [Theory]
    [InlineData("", 0, 20)]
    [InlineData("?page=&size=", 0, 20)]
    [InlineData("?page=3&size=7", 3, 7)]
    [InlineData("?size=2000", 0, 2000)]
    [InlineData("?size=2001", 0, 2000)]
    [InlineData("?size=99999999999999999999", 0, 2000)]
    [InlineData("?size=007&page=000", 0, 7)]
    [InlineData("?page=2147483648", int.MaxValue, 20)]
    public void ReadPage_PageAndSize_AreReadAndBounded(string query, int page, int size)
    {
        var request = Calls.Get("/x" + query).ReadPage(20, Sortable, new SortKey("id"));
        Assert.Equal((page, size), (request.Number, request.Size));
        Assert.Equal([new SortKey("id")], request.Sort);
    }

    [Theory]
    [InlineData("page=-1", "'page'")]
    [InlineData("page=one", "'page'")]
    [InlineData("page=1.5", "'page'")]
    [InlineData("page=%2B1", "'page'")]
    [InlineData("page=1&page=2", "'page'")]
    [InlineData("page=%D9%A1", "'page'")]
    [InlineData("size=0", "'size'")]
    [InlineData("size=000", "'size'")]
    [InlineData("size=-5", "'size'")]
    [InlineData("size=ten", "'size'")]
    [InlineData("sort=owner", "id, creationDate")]
    [InlineData("sort=id,up", "'sort'")]
    [InlineData("sort=id,asc,desc", "'sort'")]
    [InlineData("sort=ID", "'sort'")]
    public void ReadPage_WhatCannotBeRead_Is400AndNamed(string query, string named) =>
        Assert.Contains(named, Calls.Refused(400, () => Calls.Get("/x?" + query).ReadPage(20, Sortable)), StringComparison.Ordinal);

    [Fact]
    public void ReadPage_SeveralSorts_KeepTheirOrder() =>
        Assert.Equal(
            [new SortKey("creationDate", Descending: true), new SortKey("id")],
            Calls.Get("/x?sort=creationDate,DESC&sort=id").ReadPage(20, Sortable).Sort);

    [Fact]
    public async Task PageResult_OnlyPage_LinksToItself()
    {
        using var answer = await AnswerAsync("/user/orders", total: 2, items: [1, 2]);
        Assert.Equal("""{"size":10,"totalElements":2,"totalPages":1,"number":0}""", answer.RootElement.GetProperty("metadata").GetRawText());
        Assert.Equal("""[{"content":{"id":1},"links":[]},{"content":{"id":2},"links":[]}]""", answer.RootElement.GetProperty("content").GetRawText());
        Assert.Equal([("self", "http://localhost:7071/user/orders?page=0&size=10")], Links(answer));
    }

    [Fact]
    public async Task PageResult_Empty_HasNoPages()
    {
        using var answer = await AnswerAsync("/user/orders", total: 0, items: []);
        Assert.Equal("""{"size":10,"totalElements":0,"totalPages":0,"number":0}""", answer.RootElement.GetProperty("metadata").GetRawText());
        Assert.Equal(["self"], Links(answer).Select(link => link.Rel));
    }

    [Theory]
    [InlineData(0, new[] { "self", "first", "next", "last" })]
    [InlineData(1, new[] { "self", "first", "prev", "next", "last" })]
    [InlineData(2, new[] { "self", "first", "prev", "last" })]
    [InlineData(9, new[] { "self", "first", "prev", "last" })]
    public async Task PageResult_SeveralPages_LinksToTheNeighbours(int page, string[] rels)
    {
        using var answer = await AnswerAsync($"/user/orders?page={page}", total: 21, items: []);
        Assert.Equal(rels, Links(answer).Select(link => link.Rel));
        Assert.Equal("http://localhost:7071/user/orders?page=2&size=10", Links(answer).Single(link => link.Rel == "last").Href);
    }

    [Fact]
    public async Task PageResult_OtherParameters_StayInTheLinks()
    {
        using var answer = await AnswerAsync("/orders?user=a%26b%40example.org&sort=id,desc&sort=creationDate&size=5000&page=1", total: 5000, items: []);
        Assert.Equal(
            "http://localhost:7071/orders?user=a%26b%40example.org&sort=id,desc&sort=creationDate&page=0&size=2000",
            Uri.UnescapeDataString(Links(answer).Single(link => link.Rel == "first").Href).Replace("a&b@", "a%26b%40", StringComparison.Ordinal));
    }

    private static async Task<JsonDocument> AnswerAsync(string path, long total, int[] items)
    {
        var call = Calls.Get(path);
        var request = call.ReadPage(10, Sortable);
        var text = await call.AnswerAsync(call.PageResult(request, new Page<int>(items, total), id => new Resource<object>(new { id }, [])));
        return JsonDocument.Parse(text);
    }

    private static List<(string Rel, string Href)> Links(JsonDocument answer) =>
        [.. answer.RootElement.GetProperty("links").EnumerateArray().Select(
            link => (link.GetProperty("rel").GetString()!, link.GetProperty("href").GetString()!))];
}
