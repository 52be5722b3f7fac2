using System.Net;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Contract.Orders;

public sealed class OrderCsvApiTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string Header =
        "ORDER_ID;CREATION_DATE;EXPIRATION_DATE;OWNER;STATUS;STATUS_DATE;PERCENT_COMPLETE;FILES_IN_ERROR;FILES_SIZE;FILES_COUNT\n";

    private static readonly DateTimeOffset Day = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _tenant = AzuriteFixture.NewTenant();

    [Fact]
    public async Task Csv_HoldsTheOrdersById()
    {
        await server.AddOrderAsync(_tenant, "ann@example.org", OrderStatus.FAILED, Day);
        var second = await server.AddOrderAsync(_tenant, "bob@example.org", OrderStatus.RUNNING, Day.AddDays(1).AddTicks(9999));
        await server.AddFilesAsync(second, 0, false, [FileState.AVAILABLE, FileState.ERROR], [FileState.PENDING]);
        await server.AddFilesAsync(second, 1, false, [FileState.PENDING]);

        using var response = await server.SendAsync("GET", "/orders/csv", _tenant, "op@example.org", Role.EXPLOIT);

        Assert.Equal("text/csv;charset=UTF-8", string.Concat(response.Content.Headers.NonValidated["Content-Type"]));
        Assert.Equal("attachment;filename=orders.csv", string.Concat(response.Content.Headers.NonValidated["Content-Disposition"]));
        Assert.Equal(
            Header
            + "1;2025-01-01T00:00:00.000Z;2025-01-08T00:00:00.000Z;ann@example.org;FAILED;2025-01-01T00:00:01.000Z;100;0;0;0\n"
            + "2;2025-01-02T00:00:00.000Z;2025-01-09T00:00:00.000Z;bob@example.org;RUNNING;2025-01-02T00:00:01.000Z;50;1;40;4\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>REGARDS' columns are as they are unless one more is asked for.</summary>
    [Theory]
    [InlineData("FIRST_FILE_DATE", HttpStatusCode.OK)]
    [InlineData("COLOUR", HttpStatusCode.BadRequest)]
    public async Task OneMoreColumn_IsThereIfItIsAskedFor(string column, HttpStatusCode status)
    {
        var order = await server.AddOrderAsync(_tenant, "bob@example.org", OrderStatus.RUNNING, Day);
        await server.AddFilesAsync(order, 0, false, [FileState.PENDING]);

        using var response = await server.SendAsync("GET", $"/orders/csv?with={column}", _tenant, "op@example.org", Role.EXPLOIT);

        Assert.Equal(status, response.StatusCode);
        if (status != HttpStatusCode.OK) return;
        Assert.Equal(
            Header.TrimEnd('\n') + ";FIRST_FILE_DATE\n" + "1;2025-01-01T00:00:00.000Z;2025-01-08T00:00:00.000Z;bob@example.org;RUNNING;2025-01-01T00:00:01.000Z;0;0;10;1;\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("=1+1@example.org", "'=1+1@example.org")]
    [InlineData("+1@example.org", "'+1@example.org")]
    [InlineData("-1@example.org", "'-1@example.org")]
    [InlineData("@example.org", "'@example.org")]
    [InlineData("\uFF1D1+1@x.org", "'\uFF1D1+1@x.org")]
    [InlineData("\uFF0B1@x.org", "'\uFF0B1@x.org")]
    [InlineData("\uFF201@x.org", "'\uFF201@x.org")]
    [InlineData("\uFE661@x.org", "'\uFE661@x.org")]
    [InlineData("\u22121@x.org", "'\u22121@x.org")]
    [InlineData("a,=1+1@x.org", "a,'=1+1@x.org")]
    [InlineData("a;=1+1@x.org", "\"a;'=1+1@x.org\"")]
    [InlineData("a\t=1+1@x.org", "a\t'=1+1@x.org")]
    [InlineData("a|-1@x.org", "a|'-1@x.org")]
    [InlineData("a, =1@x.org", "a, '=1@x.org")]
    [InlineData("a,\"=1\"", "\"a,\"\"'=1\"\"\"")]
    [InlineData("a\uFF0C\uFF1D1@x.org", "a\uFF0C'\uFF1D1@x.org")]
    [InlineData("a:@SUM(1)", "a:'@SUM(1)")]
    [InlineData("\t=1", "\t'=1")]
    [InlineData("\r=1", "\"\r'=1\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("=a;\"b\"", "\"'=a;\"\"b\"\"\"")]
    [InlineData("first.last+tag@sub-domain.example.org", "first.last+tag@sub-domain.example.org")]
    [InlineData("a_-b--c@x.org", "a_-b--c@x.org")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("zoë@example.org", "zoë@example.org")]
    public async Task Csv_QuotesOwnersAndMakesNoFormulaOfThem(string owner, string cell)
    {
        await server.AddOrderAsync(_tenant, owner, OrderStatus.FAILED, Day);

        Assert.Contains($";{cell};FAILED;", await TextAsync("GET", "/orders/csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/orders/csv?user=ann@example.org", null, "1 3")]
    [InlineData("GET", "/orders/csv?status=DELETED", null, "3")]
    [InlineData("GET", "/orders/csv?from=2025-01-02T00:00:00Z", null, "2 3")]
    [InlineData("GET", "/orders/csv?to=2025-01-02T00:00:00Z&user=ann@example.org", null, "1")]
    [InlineData("POST", "/orders/csv", null, "1 2 3")]
    [InlineData("POST", "/orders/csv", """{"owner":"ann","statuses":{"values":["DELETED"],"mode":"EXCLUDE"}}""", "1")]
    [InlineData("POST", "/orders/csv", """{"waitingForUser":true}""", "2")]
    [InlineData("POST", "/orders/csv", """{"waitingForUser":false,"creationDate":{"after":"2025-01-02T00:00:00Z"}}""", "3")]
    [InlineData("GET", "/orders/csv?from=2035-01-02T00:00:00Z", null, "")]
    public async Task Csv_HoldsTheOrdersThatMatch(string method, string path, string? body, string expected)
    {
        await server.AddOrderAsync(_tenant, "ann@example.org", OrderStatus.DONE, Day);
        var waiting = await server.AddOrderAsync(_tenant, "bob@example.org", OrderStatus.DONE, Day.AddDays(1));
        await server.AddFilesAsync(waiting, 0, false, [FileState.AVAILABLE]);
        await server.AddOrderAsync(_tenant, "ann@example.org", OrderStatus.DELETED, Day.AddDays(2));

        var lines = (await TextAsync(method, path, body)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);

        Assert.Equal(expected, string.Join(' ', lines.Select(line => line.Split(';')[0])));
    }

    [Fact]
    public async Task Csv_SendsItsFirstLineBeforeAnOrderIsRead()
    {
        await server.AddOrderAsync(_tenant, "ann@example.org");
        var release = new TaskCompletionSource();
        server.Storage.Hold = message => message.Request.Uri.ToString().Contains("Order", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        try
        {
            using var response = await server.SendAsync("GET", "/orders/csv", _tenant, "op@example.org", Role.EXPLOIT);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

            Assert.Equal(Header.TrimEnd(), await lines.ReadLineAsync(TestContext.Current.CancellationToken));
            var next = lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            Assert.False(next.IsCompleted);
            release.SetResult();
            Assert.StartsWith("1;", await next, StringComparison.Ordinal);
        }
        finally
        {
            server.Storage.Hold = null;
            release.TrySetResult();
        }
    }

    [Fact]
    public async Task Head_TellsWhatGetWould_AndReadsNoOrder()
    {
        await server.AddOrderAsync(_tenant, "ann@example.org");
        server.Storage.Reset();

        using var response = await server.SendAsync("HEAD", "/orders/csv", _tenant, "op@example.org", Role.EXPLOIT);

        Assert.Equal("text/csv;charset=UTF-8", string.Concat(response.Content.Headers.NonValidated["Content-Type"]));
        Assert.Equal("attachment;filename=orders.csv", string.Concat(response.Content.Headers.NonValidated["Content-Disposition"]));
        Assert.Equal(0, server.Storage.Count);
    }

    [Fact]
    public async Task Csv_ReadsManyOrdersWithAFewOperations()
    {
        for (var i = 0; i < 40; i++) await server.AddOrderAsync(_tenant, "ann@example.org");
        server.Storage.Reset();

        var text = await TextAsync("GET", "/orders/csv");

        Assert.Equal(41, text.Count(c => c == '\n'));
        Assert.InRange(server.Storage.Count, 1, 5);
    }

    private async Task<string> TextAsync(string method, string path, string? body = null)
    {
        using var response = await server.SendAsync(method, path, _tenant, "op@example.org", Role.EXPLOIT, body);
        Assert.True(response.IsSuccessStatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
