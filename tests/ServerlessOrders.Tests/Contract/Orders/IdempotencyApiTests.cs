using System.Net.Http.Headers;
using System.Text;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Orders;

/// <summary>The header <c>Idempotency-Key</c> over HTTP (contract, section 12).</summary>
public sealed class IdempotencyApiTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string Ann = "ann@example.org";
    private const string Apply = """{"queries":["productId:a1"]}""";

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData("/user/orders", Role.REGISTERED_USER), InlineData("/orders", Role.ADMIN)]
    public async Task Order_WithTheSameKey_IsMadeOnceAndAnsweredAlike(string path, Role role)
    {
        await FillAsync();

        var first = await AskAsync(path, "k-1", """{"label":"mine"}""", role: role);
        await FillAsync();
        var second = await AskAsync(path, "k-1", """{"label":"mine"}""", role: role);

        Assert.Equal((201, null), (first.Status, first.Replayed));
        Assert.Equal((201, "true"), (second.Status, second.Replayed));
        Assert.Equal(first.Body, second.Body);
        Assert.Equal("application/json", second.MediaType);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Apply_WithTheSameKey_IsMadeOnceAndAnsweredAlike()
    {
        var first = await AskAsync("/user/orders/apply", "k", Apply);
        var second = await AskAsync("/user/orders/apply", "k", Apply);

        Assert.Equal((200, "true", first.Body), (second.Status, second.Replayed, second.Body));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Restart_WithTheSameKey_IsMadeOnceAndAnsweredAlike()
    {
        var order = await server.AddOrderAsync(_tenant, Ann);
        await server.Service<OrderDocumentStore>().WriteSelectionAsync(order.Key, new OrderSelection([]), Token);

        var first = await AskAsync($"/user/orders/{order.Id}/restart", "k", null);
        var second = await AskAsync($"/user/orders/{order.Id}/restart", "k", null);

        Assert.Equal(201, first.Status);
        Assert.Equal((201, "true", first.Body), (second.Status, second.Replayed, second.Body));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Refusal_IsGivenAgain_ThoughTheReasonIsGone()
    {
        var first = await AskAsync("/user/orders/apply", "k", """{"queries":["productId:nowhere"]}""");
        var second = await AskAsync("/user/orders/apply", "k", """{"queries":["productId:nowhere"]}""");

        Assert.Equal(422, first.Status);
        Assert.Equal((422, "true", first.Body), (second.Status, second.Replayed, second.Body));
    }

    [Fact]
    public async Task Key_OfAnotherBodyOrAddress_IsRefused()
    {
        await AskAsync("/user/orders/apply", "k", Apply);

        var body = await AskAsync("/user/orders/apply", "k", """{"queries":["productId:a2"]}""");
        var address = await AskAsync("/user/orders", "k", Apply);

        Assert.Equal((422, 422), (body.Status, address.Status));
        Assert.Contains("Idempotency-Key", body.Body, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Key_OfAnotherUser_IsAnotherKey()
    {
        var ann = await AskAsync("/user/orders/apply", "k", Apply);
        var bob = await AskAsync("/user/orders/apply", "k", Apply, "bob@example.org");

        Assert.Equal((200, 200, null), (ann.Status, bob.Status, bob.Replayed));
        Assert.NotEqual(ann.Body, bob.Body);
    }

    [Fact]
    public async Task Requests_OfOneKeyAtTheSameTime_MakeOneOrderAndSayWhenToAskAgain()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync("/user/orders/apply", "k", Apply)));

        Assert.All(answers, answer => Assert.True(
            answer.Status == 200 || (answer.Status == 409 && answer.RetryAfter > 0), $"{answer.Status} {answer.Body}"));
        Assert.Single(answers.Where(answer => answer.Status == 200).Select(answer => answer.Body).Distinct());
        Assert.Equal(1, await CountAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task Key_ThatIsNoVisibleText_IsRefused(string key)
    {
        var answer = await AskAsync("/user/orders/apply", key, Apply);

        Assert.Equal(400, answer.Status);
        Assert.Contains("Idempotency-Key", answer.Body, StringComparison.Ordinal);
    }

    [Theory, InlineData(255, 200), InlineData(256, 400)]
    public async Task Key_HasAtMost255Characters(int length, int expected) =>
        Assert.Equal(expected, (await AskAsync("/user/orders/apply", new string('k', length), Apply)).Status);

    [Fact]
    public async Task BodyThatCannotBeRead_LeavesTheKeyFree()
    {
        Assert.Equal(400, (await AskAsync("/user/orders/apply", "k", "{")).Status);

        Assert.Equal((200, null), (await AskAsync("/user/orders/apply", "k", Apply)) is var good ? (good.Status, good.Replayed) : default);
    }

    [Fact]
    public async Task Apply_WithTheCorrelationIdOfAnOrder_AnswersThatOrder()
    {
        var first = await AskAsync("/user/orders/apply", null, """{"queries":["productId:a1"],"correlationId":"mine"}""");
        var second = await AskAsync("/user/orders/apply", null, """{"queries":["productId:nowhere"],"correlationId":"mine"}""");
        var another = await AskAsync("/user/orders/apply", null, """{"queries":["productId:a1"],"correlationId":"mine"}""", "bob@example.org");

        Assert.Equal((200, 200, first.Body), (first.Status, second.Status, second.Body));
        Assert.NotEqual(first.Body, another.Body);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Apply_OfOneCorrelationIdAtTheSameTime_MakesOneOrder()
    {
        const string body = """{"queries":["productId:a1"],"correlationId":"mine"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync("/user/orders/apply", null, body)));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 409, $"{answer.Status} {answer.Body}"));
        Assert.Single(answers.Where(answer => answer.Status == 200).Select(answer => answer.Body).Distinct());
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task CorrelationId_OfARemovedOrder_IsFreeAgain()
    {
        const string body = """{"queries":["productId:a1"],"correlationId":"mine"}""";
        await AskAsync("/user/orders/apply", null, body);
        await server.SendAsync("PUT", "/user/orders/pause/1", _tenant, Ann);
        await server.SendAsync("DELETE", "/user/orders/1", _tenant, Ann);
        using var removed = await server.SendAsync("DELETE", "/user/orders/remove/1", _tenant, Ann, Role.ADMIN);
        Assert.True(removed.IsSuccessStatusCode);

        Assert.Contains("\"orderId\":2", (await AskAsync("/user/orders/apply", null, body)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_CostsThreeOperations_AndItsRepetitionOne()
    {
        // The second order of a tenant is the first whose number's row is known.
        for (var order = 0; order < 2; order++) await AskAsync("/user/orders/apply", null, Apply);
        var before = server.Storage.Count;
        await AskAsync("/user/orders/apply", null, Apply);
        var without = server.Storage.Count - before;
        await AskAsync("/user/orders/apply", "k", Apply);
        var with = server.Storage.Count - before - without;
        await AskAsync("/user/orders/apply", "k", Apply);
        var again = server.Storage.Count - before - without - with;

        Assert.Equal((3, 1), (with - without, again));
    }

    [Fact]
    public async Task OldKeys_AreForgotten_AndNoOthers()
    {
        await AskAsync("/user/orders/apply", "k", Apply);
        var store = server.Service<IdempotencyStore>();
        var key = new IdempotencyKey(_tenant, Ann, "k");

        // A machine whose clock is a day fast: by the clock of storage the key is new.
        Assert.Equal(0, await store.ForgetOldAsync(TimeProvider.System.GetUtcNow().AddDays(2), 100, Token));

        Assert.NotNull(await store.FindAsync(key, Token));
    }

    private async Task FillAsync() => await server.JsonAsync(
        "POST", "/order/basket/selection", _tenant, Ann, body: """{"engineType":"legacy","entityIdsToInclude":["a1"]}""");

    private async Task<int> CountAsync()
    {
        var (_, page) = await server.JsonAsync("GET", "/user/orders", _tenant, Ann);
        return page!["content"]!.AsArray().Count;
    }

    private async Task<Answer> AskAsync(
        string path, string? key, string? body, string user = Ann, Role role = Role.REGISTERED_USER)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        var token = server.Service<TokenIssuer>().Issue(_tenant, user, role, TimeSpan.FromHours(1));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await server.Http.SendAsync(request, Token);
        return new Answer(
            (int)response.StatusCode,
            response.Headers.TryGetValues("Idempotency-Replayed", out var replayed) ? replayed.Single() : null,
            response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(Token));
    }

    private sealed record Answer(int Status, string? Replayed, double RetryAfter, string? MediaType, string Body);
}
