using System.Net;
using System.Text.Json.Nodes;
using ServerlessOrders.Catalog;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.Tests.Contract.Orders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Downloads;

public sealed class FileListApiTests(SeededServer server) : FileLists(server)
{
    [Fact]
    public async Task DatasetFiles_AreWrittenInTheShapeOfTheContract()
    {
        var order = await Server.AddOrderAsync(Tenant, Ann, OrderStatus.RUNNING);
        await Server.AddFilesAsync(order, 0, false, [AVAILABLE, ERROR], [PENDING]);
        await Server.AddFilesAsync(order, 1, true, [AVAILABLE]);
        var first = FileIds.Of(order.Id, 0);

        var (_, page) = await GetAsync(DatasetFiles(order, 0));

        Assert.Equal("""{"size":20,"totalElements":3,"totalPages":1,"number":0}""", page!["metadata"]!.ToJsonString());
        var files = page["content"]!.AsArray();
        var self = (string)Assert.Single(files[0]!["links"]!.AsArray())!["href"]!;
        Assert.EndsWith($"/orders/files/{first}", self, StringComparison.Ordinal);
        var expected = $$"""
            {"id":{{first}},"state":"AVAILABLE","orderId":{{order.Id}},"ipId":"{{Urns.Product(Tenant, "a", "item 0")}}",
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
        var order = await Server.AddOrderAsync(Tenant, Ann);
        await Server.AddFilesAsync(order, 0, false, [DOWNLOADED, DOWNLOADED], [DOWNLOADED], [DOWNLOADED, DOWNLOADED]);
        await Server.AddFilesAsync(order, 1, false, [DOWNLOADED]);
        await Server.AddFilesAsync(order, 0, true, [DOWNLOADED, DOWNLOADED]);

        var (status, page) = await GetAsync(DatasetFiles(order, 0) + query);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(7, (int)page!["metadata"]!["totalElements"]!);
        Assert.Equal(expected, Names(page));
    }

    [Fact]
    public async Task DatasetFiles_OfADeepPage_AreReadAlone()
    {
        var order = await Server.AddOrderAsync(Tenant, Ann);
        var many = Enumerable.Repeat(DOWNLOADED, 30).ToArray();
        await Server.AddFilesAsync(order, 0, false, [.. Enumerable.Repeat(many, 10)]);

        Server.Storage.Reset();
        var (_, page) = await GetAsync(DatasetFiles(order, 0) + "?size=20&page=14");

        Assert.Equal(string.Join(' ', Enumerable.Range(280, 20)), Names(page!));
        // The order, and the one sub-order that the page lies in; the server may look for wake-ups meanwhile.
        Assert.InRange(Server.Storage.Count, 2, 5);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("available")]
    [InlineData("subOrder")]
    public async Task FileLists_AreForTheOwnerAndAdministratorsOfTheTenant(string list)
    {
        var order = await Server.AddOrderAsync(Tenant, Ann);
        await Server.AddFilesAsync(order, 0, false, [AVAILABLE]);
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
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.JsonAsync("GET", address, Tenant, null)).Status);
        var (elsewhere, _) = await Server.JsonAsync("GET", address, AzuriteFixture.NewTenant(), Ann, Role.INSTANCE_ADMIN);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(Address(order.Id + 1, first))).Status);
        if (list != "available") Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(Address(order.Id, first + 1))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(address + "?sort=filename")).Status);
    }
}
