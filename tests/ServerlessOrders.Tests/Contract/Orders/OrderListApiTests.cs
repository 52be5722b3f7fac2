using System.Net;
using System.Text.Json.Nodes;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Contract.Orders;

public sealed class OrderListApiTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string Ann = "ann@example.org";
    private const string Bob = "bob@example.org";
    private const string Joann = "joann@example.org";
    private const string Operator = "operator@example.org";

    private readonly string _tenant = AzuriteFixture.NewTenant();

    [Theory]
    [InlineData("", "5 4 3 2 1")]
    [InlineData("?user=ann@example.org", "4 3 1")]
    [InlineData("?user=nobody@example.org", "")]
    [InlineData("?user=ann", "")]
    [InlineData("?status=DELETED", "3")]
    [InlineData("?status=EXPIRED", "")]
    [InlineData("?from=2025-01-02T00:00:00.000Z", "5 4 3 2")]
    [InlineData("?from=2025-01-02T02:00:00%2B02:00&to=2025-01-03T00:00:00Z", "3 2")]
    [InlineData("?from=2025-01-02T00:00:00.0001Z", "5 4 3")]
    [InlineData("?to=2025-01-02T00:00:00Z", "2 1")]
    [InlineData("?to=9999-12-31T23:59:59.9999999Z&from=0001-01-01T00:00:00Z", "5 4 3 2 1")]
    [InlineData("?waitingForUser=true", "2")]
    [InlineData("?waitingForUser=false", "5 4 3 1")]
    [InlineData("?user=ann@example.org&status=PAUSED&waitingForUser=false", "4")]
    [InlineData("?user=bob@example.org&status=PAUSED", "")]
    [InlineData("?sort=id,asc", "1 2 3 4 5")]
    [InlineData("?sort=creationDate,asc&user=ann@example.org", "1 3 4")]
    [InlineData("?sort=creationDate,asc&waitingForUser=false&size=2&page=1", "4 5")]
    [InlineData("?size=2&page=1", "3 2")]
    [InlineData("?size=2&page=1&sort=id", "3 4")]
    [InlineData("?size=2&page=2", "1")]
    [InlineData("?size=2&page=3", "")]
    public async Task List_ShowsTheOrdersThatMatch(string query, string expected)
    {
        await SeedAsync();

        Assert.Equal(expected, Ids(await OkAsync("GET", "/orders" + query)));
    }

    [Theory]
    [InlineData("", "5 4 3 2 1")]
    [InlineData("{}", "5 4 3 2 1")]
    [InlineData("""{"owner":null,"statuses":null,"creationDate":{},"waitingForUser":null}""", "5 4 3 2 1")]
    [InlineData("""{"owner":"ann@example.org"}""", "5 4 3 1")]
    [InlineData("""{"owner":"bob"}""", "2")]
    [InlineData("""{"owner":"BOB"}""", "")]
    [InlineData("""{"owner":"example.org","waitingForUser":true}""", "2")]
    [InlineData("""{"waitingForUser":"true"}""", "2")]
    [InlineData("""{"waitingForUser":"False","unknown":1}""", "5 4 3 1")]
    [InlineData("""{"owner":"joann","statuses":{"values":["FAILED"],"mode":"INCLUDE"}}""", "5")]
    [InlineData("""{"statuses":{"values":["FAILED","DONE"],"mode":"INCLUDE"}}""", "5 1")]
    [InlineData("""{"statuses":{"values":["FAILED","DONE"],"mode":"EXCLUDE"}}""", "4 3 2")]
    [InlineData("""{"statuses":{"values":[],"mode":"EXCLUDE"}}""", "5 4 3 2 1")]
    [InlineData("""{"creationDate":{"after":"2025-01-02T00:00:00Z","before":"2025-01-04T01:00:00+01:00"}}""", "4 3 2")]
    [InlineData("""{"creationDate":{"before":"2025-01-02T00:00:00Z"},"statuses":{"values":["RUNNING"],"mode":"INCLUDE"}}""", "2")]
    public async Task Search_FindsTheOrdersThatMatch(string body, string expected)
    {
        await SeedAsync();

        Assert.Equal(expected, Ids(await OkAsync("POST", "/orders/search", body)));
    }

    [Theory]
    [InlineData("GET", "/orders?status=BROKEN", null, "status")]
    [InlineData("GET", "/orders?status=done", null, "status")]
    [InlineData("GET", "/orders?status=1", null, "status")]
    [InlineData("GET", "/orders?from=yesterday", null, "from")]
    [InlineData("GET", "/orders?to=2025-13-01T00:00:00Z", null, "to")]
    [InlineData("GET", "/orders?waitingForUser=maybe", null, "waitingForUser")]
    [InlineData("GET", "/orders?sort=label,asc", null, "sort")]
    [InlineData("GET", "/orders?sort=id,sideways", null, "sort")]
    [InlineData("GET", "/orders?size=0", null, "size")]
    [InlineData("GET", "/orders?page=-1", null, "page")]
    [InlineData("GET", "/user/orders?sort=owner", null, "sort")]
    [InlineData("GET", "/orders/csv?status=BROKEN", null, "status")]
    [InlineData("GET", "/orders/csv?from=x", null, "from")]
    [InlineData("POST", "/orders/search", """{"statuses":{"values":["BROKEN"],"mode":"INCLUDE"}}""", "statuses.values")]
    [InlineData("POST", "/orders/search", """{"statuses":{"values":["DONE"],"mode":"SOME"}}""", "statuses.mode")]
    [InlineData("POST", "/orders/search", """{"statuses":{"values":[],"mode":"INCLUDE"}}""", "statuses.values")]
    [InlineData("POST", "/orders/search", """{"creationDate":{"after":"yesterday"}}""", "creationDate.after")]
    [InlineData("POST", "/orders/search", """{"creationDate":"2025-01-01T00:00:00Z"}""", "creationDate")]
    [InlineData("POST", "/orders/search", """{"waitingForUser":"yes"}""", "waitingForUser")]
    [InlineData("POST", "/orders/search", """{"owner":1}""", "owner")]
    [InlineData("POST", "/orders/csv", """{"waitingForUser":1}""", "waitingForUser")]
    public async Task AFilterThatCannotBeRead_Is400AndNamed(string method, string path, string? body, string field)
    {
        var (status, answer) = await server.JsonAsync(method, path, _tenant, Operator, Role.EXPLOIT, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(field, (string)answer!["messages"]![0]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/orders")]
    [InlineData("POST", "/orders/search")]
    [InlineData("GET", "/orders/csv")]
    [InlineData("POST", "/orders/csv")]
    public async Task TheOrdersOfAll_AreForOperatorsOfTheTenant(string method, string path)
    {
        await server.AddOrderAsync(_tenant, Ann);
        var elsewhere = AzuriteFixture.NewTenant();

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(method, path, _tenant, null));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(method, path, _tenant, Ann));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(method, path, _tenant, Ann, Role.EXPLOIT));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(method, path, _tenant, Ann, Role.PROJECT_ADMIN));
        using var response = await server.SendAsync(method, path, elsewhere, Ann, Role.INSTANCE_ADMIN);
        Assert.DoesNotContain(Ann, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_HasTheDefaultSizesAndLinksOfTheContract()
    {
        for (var i = 0; i < 21; i++) await server.AddOrderAsync(_tenant, Ann, OrderStatus.PAUSED);

        var list = await OkAsync("GET", "/orders");
        var search = await OkAsync("POST", "/orders/search", "{}");

        Assert.Equal("""{"size":20,"totalElements":21,"totalPages":2,"number":0}""", list["metadata"]!.ToJsonString());
        Assert.Equal("""{"size":10,"totalElements":21,"totalPages":3,"number":0}""", search["metadata"]!.ToJsonString());
        Assert.Equal("self first next last", Rels(search));
        Assert.EndsWith("/orders/search?page=1&size=10", (string)search["links"]![2]!["href"]!, StringComparison.Ordinal);
        // An operator looks; who may also act gets the links for it.
        Assert.Equal("self list", Rels(list["content"]![0]!));
        var (_, admin) = await server.JsonAsync("GET", "/orders?size=1", _tenant, Operator, Role.ADMIN);
        Assert.Equal("self list resume delete extend", Rels(admin!["content"]![0]!));
    }

    [Fact]
    public async Task OwnList_LeavesDeletedOrdersAndThoseOfOthersOut()
    {
        await SeedAsync();

        var (_, newest) = await server.JsonAsync("GET", "/user/orders", _tenant, Ann);
        var (_, oldest) = await server.JsonAsync("GET", "/user/orders?sort=creationDate,asc", _tenant, Ann);
        var (_, empty) = await server.JsonAsync("GET", "/user/orders", AzuriteFixture.NewTenant(), Ann);

        Assert.Equal("4 1", Ids(newest!));
        Assert.Equal("1 4", Ids(oldest!));
        Assert.Equal("", Ids(empty!));
        Assert.Equal("""{"size":20,"totalElements":0,"totalPages":0,"number":0}""", empty!["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task ADeletedOrder_LeavesItsOwnersListAndARemovedOneAllLists()
    {
        await server.AddOrderAsync(_tenant, Ann);
        const string all = "/orders?user=ann@example.org";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("DELETE", "/user/orders/1", _tenant, Ann));
        Assert.Equal("", Ids((await server.JsonAsync("GET", "/user/orders", _tenant, Ann)).Body!));
        Assert.Equal(("1", "1"), (Ids(await OkAsync("GET", all)), Ids(await OkAsync("GET", "/orders"))));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("DELETE", "/user/orders/remove/1", _tenant, Operator, Role.ADMIN));
        Assert.Equal(("", ""), (Ids(await OkAsync("GET", all)), Ids(await OkAsync("GET", "/orders"))));
        Assert.Equal("", Ids(await OkAsync("GET", "/orders?status=DELETED")));
    }

    /// <summary>Orders 1 to 5, one a day from 2025-01-01.</summary>
    private async Task SeedAsync()
    {
        var day = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await server.AddOrderAsync(_tenant, Ann, OrderStatus.DONE, day);
        // Creation dates count in milliseconds, as they are shown.
        var waiting = await server.AddOrderAsync(_tenant, Bob, OrderStatus.RUNNING, day.AddDays(1).AddTicks(9999));
        await server.AddFilesAsync(waiting, 0, false, [FileState.AVAILABLE], [FileState.PENDING]);
        var deleted = await server.AddOrderAsync(_tenant, Ann, OrderStatus.DELETED, day.AddDays(2));
        await server.AddFilesAsync(deleted, 0, false, [FileState.AVAILABLE]);
        await server.AddOrderAsync(_tenant, Ann, OrderStatus.PAUSED, day.AddDays(3));
        await server.AddOrderAsync(_tenant, Joann, OrderStatus.FAILED, day.AddDays(4));
    }

    private async Task<JsonNode> OkAsync(string method, string path, string? body = null)
    {
        var (status, answer) = await server.JsonAsync(method, path, _tenant, Operator, Role.EXPLOIT, body);
        Assert.Equal(HttpStatusCode.OK, status);
        return answer!;
    }

    private async Task<HttpStatusCode> StatusAsync(
        string method, string path, string tenant, string? user, Role role = Role.REGISTERED_USER)
    {
        using var response = await server.SendAsync(method, path, tenant, user, role);
        return response.StatusCode;
    }

    private static string Ids(JsonNode page) =>
        string.Join(' ', page["content"]!.AsArray().Select(order => order!["content"]!["id"]!.ToJsonString()));

    private static string Rels(JsonNode resource) =>
        string.Join(' ', resource["links"]!.AsArray().Select(link => (string)link!["rel"]!));
}
