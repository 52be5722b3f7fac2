using System.Globalization;
using System.Net;
using ServerlessOrders.Orders;
using ServerlessOrders.Tests.Contract.Orders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Downloads;

public sealed class AvailableFileListApiTests(SeededServer server) : FileLists(server)
{
    [Fact]
    public async Task AvailableFiles_AreWrittenInTheShapeOfTheContract()
    {
        var order = await Server.AddOrderAsync(Tenant, Ann);
        await Server.AddFilesAsync(order, 0, false, [DOWNLOADED, AVAILABLE]);
        var id = FileIds.Of(order.Id, 1);

        var (status, page) = await GetAsync($"/orders/{order.Id}/files/available");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"size":10,"totalElements":1,"totalPages":1,"number":0}""", page!["metadata"]!.ToJsonString());
        var file = Assert.Single(page["content"]!.AsArray())!["content"]!;
        var url = (string)file["downloadUrl"]!;
        Assert.EndsWith($"/orders/files/{id}", url, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"id":{{id}},"productId":"item 1","version":1,"downloadUrl":"{{url}}","mimeType":"image/tiff","checksum":"0123456789abcdef0123456789abcdef","filesize":10,"filename":"1.tif"}""",
            file.ToJsonString());
    }

    [Theory]
    [InlineData(OrderStatus.DONE, "A A", 200, "0 1")]
    [InlineData(OrderStatus.DONE, "DD D", 200, "")]
    [InlineData(OrderStatus.DONE_WITH_WARNING, "", 200, "")]
    [InlineData(OrderStatus.RUNNING, "DA PP", 206, "1")]
    [InlineData(OrderStatus.RUNNING, "PP PP", 204, null)]
    [InlineData(OrderStatus.RUNNING, "DD PP", 204, null)]
    [InlineData(OrderStatus.PAUSED, "A P", 206, "0")]
    [InlineData(OrderStatus.FAILED, "E E", 200, "")]
    [InlineData(OrderStatus.DELETED, "A P", 200, "")]
    [InlineData(OrderStatus.EXPIRED, "A A", 200, "")]
    public async Task AvailableFiles_TellWhetherMoreWillCome(OrderStatus status, string subOrders, int expected, string? names)
    {
        var order = await Server.AddOrderAsync(Tenant, Ann, status);
        await Server.AddFilesAsync(order, 0, false, States(subOrders));

        var (answer, page) = await GetAsync($"/orders/{order.Id}/files/available");

        Assert.Equal(expected, (int)answer);
        Assert.Equal(names, page is null ? null : Names(page));
    }

    [Theory]
    [InlineData(0, 200, "0 1")]
    [InlineData(2, 206, "3")]
    [InlineData(4, 204, null)]
    [InlineData(6, 200, "")]
    public async Task AvailableFilesOfASubOrder_TellWhetherMoreWillCome(int first, int expected, string? names)
    {
        var order = await Server.AddOrderAsync(Tenant, Ann, OrderStatus.RUNNING);
        await Server.AddFilesAsync(order, 0, false, States("AA PA PP DD"));

        var (answer, page) = await GetAsync($"/orders/{order.Id}/filesTask/{FileIds.Of(order.Id, first)}/files/available");

        Assert.Equal(expected, (int)answer);
        Assert.Equal(names, page is null ? null : Names(page));
    }

    [Theory]
    [InlineData("", "1 2 4 5")]
    [InlineData("?size=2&page=1", "4 5")]
    [InlineData("?size=3&page=1", "5")]
    [InlineData("?size=3&sort=id,desc", "5 4 2")]
    [InlineData("?size=3&page=2", "")]
    public async Task AvailableFiles_ArePaged(string query, string expected)
    {
        var order = await Server.AddOrderAsync(Tenant, Ann);
        await Server.AddFilesAsync(order, 0, false, States("DA AD AA"));

        var (_, page) = await GetAsync($"/orders/{order.Id}/files/available" + query);

        Assert.Equal(expected, Names(page!));
        Assert.Equal(4, (int)page!["metadata"]!["totalElements"]!);
    }

    [Theory]
    [InlineData(OrderStatus.PENDING, 204)]
    [InlineData(OrderStatus.PAUSED, 204)]
    [InlineData(OrderStatus.FAILED, 200)]
    public async Task Files_OfAnOrderThatIsNotExpanded_CannotBeDownloadedYet(OrderStatus status, int expected)
    {
        var order = await Server.AddOrderAsync(Tenant, Ann, status, expansion: new ExpansionCursor());
        await Server.AddFilesAsync(order, 0, true, [AVAILABLE]);
        await Server.AddFilesAsync(order, 0, false, [PENDING]);

        var (answer, page) = await GetAsync($"/orders/{order.Id}/files/available");
        Assert.Equal(expected, (int)answer);
        if (page is not null) Assert.Empty(page["content"]!.AsArray());
        var (_, files) = await GetAsync(DatasetFiles(order, 0));
        Assert.Empty(files!["content"]![0]!["links"]!.AsArray());
    }

    /// <summary>Whoever follows the next links sees each file once, though every file is fetched as soon as it is seen.</summary>
    [Theory]
    [InlineData("/orders/{0}/files/available?size=3")]
    [InlineData("/user/orders/{0}/files/available?size=3&page=0")]
    [InlineData("/orders/{0}/files/available?size=3&sort=id,desc")]
    [InlineData("/orders/{0}/files/available?size=1")]
    [InlineData("/orders/{0}/files/available?size=4&sort=id,asc")]
    public async Task AvailableFiles_ThatAreFetchedWhileTheyAreListed_AreListedOnceEach(string path)
    {
        var order = await Server.AddOrderAsync(Tenant, Ann);
        await Server.AddFilesAsync(order, 0, false, States("AAADA AAAA DD AAAAA"));
        var seen = new List<long>();
        for (var next = string.Format(CultureInfo.InvariantCulture, path, order.Id); next is not null;)
        {
            var (status, page) = await GetAsync(next);
            Assert.Equal(HttpStatusCode.OK, status);
            var ids = page!["content"]!.AsArray().Select(file => (long)file!["content"]!["id"]!).ToList();
            Assert.NotEmpty(ids);
            seen.AddRange(ids);
            await FetchAsync(order, ids);
            next = page["links"]!.AsArray().SingleOrDefault(link => (string)link!["rel"]! == "next") is { } link
                ? new Uri((string)link["href"]!).PathAndQuery
                : null;
        }

        var expected = new[] { 0, 1, 2, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15 }.Select(position => FileIds.Of(order.Id, position));
        Assert.Equal(path.Contains("desc", StringComparison.Ordinal) ? expected.Reverse() : expected, seen);
    }

    [Fact]
    public async Task AvailableFiles_BehindAnId_AreReadWithoutTheOnesBefore()
    {
        var order = await Server.AddOrderAsync(Tenant, Ann);
        await Server.AddFilesAsync(order, 0, false, [.. Enumerable.Repeat(Enumerable.Repeat(AVAILABLE, 30).ToArray(), 10)]);

        Server.Storage.Reset();
        var (_, page) = await GetAsync($"/user/orders/{order.Id}/files/available?size=10&after={FileIds.Of(order.Id, 274)}");

        Assert.Equal(string.Join(' ', Enumerable.Range(275, 10)), Names(page!));
        Assert.Equal(300, (int)page!["metadata"]!["totalElements"]!);
        Assert.Equal("self first next", string.Join(' ', page["links"]!.AsArray().Select(link => (string)link!["rel"]!)));
        // The order, and the one sub-order that the page lies in; the server may look for wake-ups meanwhile.
        Assert.InRange(Server.Storage.Count, 2, 5);
    }

    [Theory]
    [InlineData("after=x", "'after'")]
    [InlineData("after=-1", "'after'")]
    [InlineData("after=4194304", "'after'")]
    [InlineData("after=99999999999999999999", "'after'")]
    [InlineData("after={0}&page=1", "exclude each other")]
    [InlineData("after={0}&after={0}", "only once")]
    public async Task AvailableFiles_BehindWhatIsNoFileOfTheOrder_Is400(string query, string said)
    {
        await Server.AddOrderAsync(Tenant, Ann);
        var order = await Server.AddOrderAsync(Tenant, Ann);
        await Server.AddFilesAsync(order, 0, false, States("AA"));

        var (status, body) = await GetAsync(
            $"/orders/{order.Id}/files/available?" + string.Format(CultureInfo.InvariantCulture, query, FileIds.Of(order.Id, 0)));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, (string)body!["messages"]![0]!, StringComparison.Ordinal);
    }
}
