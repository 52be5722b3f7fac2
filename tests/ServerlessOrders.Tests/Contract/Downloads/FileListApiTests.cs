using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ServerlessOrders.Catalog;
using ServerlessOrders.Downloads;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Contract.Orders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Downloads;

public sealed class FileListApiTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string Ann = "ann@example.org";

    private readonly string _tenant = AzuriteFixture.NewTenant();

    [Fact]
    public async Task DatasetFiles_AreWrittenInTheShapeOfTheContract()
    {
        var order = await server.AddOrderAsync(_tenant, Ann, OrderStatus.RUNNING);
        await server.AddFilesAsync(order, 0, false, [AVAILABLE, ERROR], [PENDING]);
        await server.AddFilesAsync(order, 1, true, [AVAILABLE]);
        var first = FileIds.Of(order.Id, 0);

        var (_, page) = await GetAsync(DatasetFiles(order, 0));

        Assert.Equal("""{"size":20,"totalElements":3,"totalPages":1,"number":0}""", page!["metadata"]!.ToJsonString());
        var files = page["content"]!.AsArray();
        var self = (string)Assert.Single(files[0]!["links"]!.AsArray())!["href"]!;
        Assert.EndsWith($"/orders/files/{first}", self, StringComparison.Ordinal);
        var expected = $$"""
            {"id":{{first}},"state":"AVAILABLE","orderId":{{order.Id}},"ipId":"{{Urns.Product(_tenant, "a", "item 0")}}",
             "dataType":"RAWDATA","reference":false,"uri":"{{self}}","mimeType":"image/tiff","online":true,
             "checksum":"0123456789abcdef0123456789abcdef","filesize":10,"filename":"0.tif","types":[],
             "productId":"item 0","version":1,"filesTaskId":{{first}},"digestAlgorithm":"MD5"}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), files[0]!["content"]), files[0]!.ToJsonString());
        Assert.Equal("It is gone", (string)files[1]!["content"]!["downloadError"]!);
        Assert.Equal("[false,[],false,[]]", $"[{files[1]!["content"]!["online"]},{files[1]!["links"]},{files[2]!["content"]!["online"]},{files[2]!["links"]}]");
        Assert.Equal(FileIds.Of(order.Id, 2), (long)files[2]!["content"]!["filesTaskId"]!);
        Assert.DoesNotContain("secret-container", page.ToJsonString(), StringComparison.Ordinal);

        var (_, externals) = await GetAsync(DatasetFiles(order, 1));
        var external = Assert.Single(externals!["content"]!.AsArray())!["content"]!;
        Assert.True((bool)external["reference"]!);
        Assert.Equal("https://example.org/3.tif", (string)external["uri"]!);
    }

    [Theory]
    [InlineData("", "0 1 2 3 4 6 7")]
    [InlineData("?size=3", "0 1 2")]
    [InlineData("?size=3&page=1", "3 4 6")]
    [InlineData("?size=3&page=2", "7")]
    [InlineData("?size=3&page=3", "")]
    [InlineData("?size=2&page=2&sort=id,asc", "4 6")]
    [InlineData("?size=3&sort=id,desc", "7 6 4")]
    [InlineData("?size=3&page=2&sort=id,desc", "0")]
    public async Task DatasetFiles_ArePaged(string query, string expected)
    {
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.AddFilesAsync(order, 0, false, [DOWNLOADED, DOWNLOADED], [DOWNLOADED], [DOWNLOADED, DOWNLOADED]);
        await server.AddFilesAsync(order, 1, false, [DOWNLOADED]);
        await server.AddFilesAsync(order, 0, true, [DOWNLOADED, DOWNLOADED]);

        var (status, page) = await GetAsync(DatasetFiles(order, 0) + query);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(7, (int)page!["metadata"]!["totalElements"]!);
        Assert.Equal(expected, Names(page));
    }

    [Fact]
    public async Task DatasetFiles_OfADeepPage_AreReadAlone()
    {
        var order = await server.AddOrderAsync(_tenant, Ann);
        var many = Enumerable.Repeat(DOWNLOADED, 30).ToArray();
        await server.AddFilesAsync(order, 0, false, [.. Enumerable.Repeat(many, 10)]);

        server.Storage.Reset();
        var (_, page) = await GetAsync(DatasetFiles(order, 0) + "?size=20&page=14");

        Assert.Equal(string.Join(' ', Enumerable.Range(280, 20)), Names(page!));
        // The order, and the one sub-order that the page lies in; the server may look for wake-ups meanwhile.
        Assert.InRange(server.Storage.Count, 2, 5);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("available")]
    [InlineData("subOrder")]
    public async Task FileLists_AreForTheOwnerAndAdministratorsOfTheTenant(string list)
    {
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.AddFilesAsync(order, 0, false, [AVAILABLE]);
        var first = FileIds.Of(order.Id, 0);
        string Address(long orderId, long part) => list switch
        {
            "files" => $"/orders/{orderId}/dataset/{part}/files",
            "available" => $"/orders/{orderId}/files/available",
            _ => $"/orders/{orderId}/filesTask/{part}/files/available",
        };
        var address = Address(order.Id, first);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(address)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(address, "root@example.org", Role.ADMIN)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(address, "bob@example.org")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(address, "op@example.org", Role.EXPLOIT)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.JsonAsync("GET", address, _tenant, null)).Status);
        var (elsewhere, _) = await server.JsonAsync("GET", address, AzuriteFixture.NewTenant(), Ann, Role.INSTANCE_ADMIN);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(Address(order.Id + 1, first))).Status);
        if (list != "available") Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(Address(order.Id, first + 1))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(address + "?sort=filename")).Status);
    }

    [Fact]
    public async Task AvailableFiles_AreWrittenInTheShapeOfTheContract()
    {
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.AddFilesAsync(order, 0, false, [DOWNLOADED, AVAILABLE]);
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
        var order = await server.AddOrderAsync(_tenant, Ann, status);
        await server.AddFilesAsync(order, 0, false, States(subOrders));

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
        var order = await server.AddOrderAsync(_tenant, Ann, OrderStatus.RUNNING);
        await server.AddFilesAsync(order, 0, false, States("AA PA PP DD"));

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
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.AddFilesAsync(order, 0, false, States("DA AD AA"));

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
        var order = await server.AddOrderAsync(_tenant, Ann, status, expansion: new ExpansionCursor());
        await server.AddFilesAsync(order, 0, true, [AVAILABLE]);
        await server.AddFilesAsync(order, 0, false, [PENDING]);

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
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.AddFilesAsync(order, 0, false, States("AAADA AAAA DD AAAAA"));
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
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.AddFilesAsync(order, 0, false, [.. Enumerable.Repeat(Enumerable.Repeat(AVAILABLE, 30).ToArray(), 10)]);

        server.Storage.Reset();
        var (_, page) = await GetAsync($"/user/orders/{order.Id}/files/available?size=10&after={FileIds.Of(order.Id, 274)}");

        Assert.Equal(string.Join(' ', Enumerable.Range(275, 10)), Names(page!));
        Assert.Equal(300, (int)page!["metadata"]!["totalElements"]!);
        Assert.Equal("self first next", string.Join(' ', page["links"]!.AsArray().Select(link => (string)link!["rel"]!)));
        // The order, and the one sub-order that the page lies in; the server may look for wake-ups meanwhile.
        Assert.InRange(server.Storage.Count, 2, 5);
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
        await server.AddOrderAsync(_tenant, Ann);
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.AddFilesAsync(order, 0, false, States("AA"));

        var (status, body) = await GetAsync(
            $"/orders/{order.Id}/files/available?" + string.Format(CultureInfo.InvariantCulture, query, FileIds.Of(order.Id, 0)));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, (string)body!["messages"]![0]!, StringComparison.Ordinal);
    }

    private async Task FetchAsync(Order order, IEnumerable<long> ids)
    {
        var snapshot = await server.Service<OrderStore>().FindAsync(order.Key, TestContext.Current.CancellationToken);
        foreach (var id in ids)
        {
            Assert.True(FileIds.TrySplit(id, out _, out var position));
            await server.Service<FileStateChanges>().ApplyAsync(
                new SubOrderKey(order.Key, snapshot!.SubOrders.Last(sub => sub.First <= position).First),
                new Dictionary<int, FileChange> { [position] = FileChange.Downloaded }, TestContext.Current.CancellationToken);
        }
    }

    private static string DatasetFiles(Order order, int task) => $"/orders/{order.Id}/dataset/{FileIds.Of(order.Id, task)}/files";

    private static FileState[][] States(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(sub => sub.Select(State).ToArray())];

    private static FileState State(char letter) => letter switch
    {
        'A' => AVAILABLE, 'D' => DOWNLOADED, 'P' => PENDING, _ => ERROR,
    };

    private static string Names(JsonNode page) => string.Join(
        ' ', page["content"]!.AsArray().Select(file => ((string)file!["content"]!["filename"]!).Replace(".tif", "", StringComparison.Ordinal)));

    private Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string path, string user = Ann, Role role = Role.REGISTERED_USER) =>
        server.JsonAsync("GET", path, _tenant, user, role);
}
