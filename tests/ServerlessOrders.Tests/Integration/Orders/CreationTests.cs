using ServerlessOrders.Baskets;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

public sealed class CreationTests(AzuriteFixture azurite)
{
    private readonly Products _products = Products.Of(1);
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Basket_WhoseOrderWasNeverMade_IsKept_AndCanBeOrderedLater()
    {
        var storage = new StorageFaults();
        await using var host = New(storage.Open(azurite.ConnectionString));
        await host.FillBasketAsync("c");
        for (var writes = 1; writes <= 5; writes++)
        {
            await using var dying = New(new StorageFaults { DiesAfter = writes }.Open(azurite.ConnectionString));
            await Record.ExceptionAsync(() => CreateAsync(dying, "Mine"));
        }

        // In the meantime nobody can tell whether it still goes on.
        Assert.NotEqual(CreationStatus.Created, (await CreateAsync(host, "Mine")).Status);
        Assert.NotNull(await host.Get<BasketStore>().FindAsync(_tenant, CoreHost.Ada, Stop));
        storage.Ahead = OrderClaimStore.CreationLimit + TimeSpan.FromSeconds(30);

        Assert.Equal(CreationStatus.Created, (await CreateAsync(host, "Mine")).Status);
        Assert.Null(await host.Get<BasketStore>().FindAsync(_tenant, CoreHost.Ada, Stop));
    }

    [Fact]
    public async Task NoBasket_IsToldBeforeAnythingElse()
    {
        await using var host = New(azurite.Storage);

        Assert.Equal(CreationStatus.NoBasket, (await CreateAsync(host, new string('x', 51))).Status);
    }

    [Theory]
    [InlineData(51, 0, "TOO_MANY_CHARACTERS_IN_LABEL")]
    [InlineData(50, 2049, "onSuccessUrl has 2049 characters; at most 2048 are allowed.")]
    public async Task Texts_ThatAreTooLong_AreRefused_AndTheBasketIsKept(int label, int url, string refusal)
    {
        await using var host = New(azurite.Storage);
        await host.FillBasketAsync("c");

        var outcome = await host.Get<OrderCreation>().FromBasketAsync(
            host.User, new OrderRequest(new string('x', label), new string('u', url)), Stop);

        Assert.Equal((CreationStatus.Refused, refusal), (outcome.Status, outcome.Refusal));
        Assert.NotNull(await host.Get<BasketStore>().FindAsync(_tenant, CoreHost.Ada, Stop));
    }

    [Fact]
    public async Task Label_OfADeletedOrder_IsFreeOnceItIsRemoved_AndARemovalThatIsRepeatedLeavesTheNextOneAlone()
    {
        await using var host = New(azurite.Storage);
        var commands = host.Get<OrderCommands>();
        var first = (await OrderAsync("Mine")).Order!.Key;
        await host.DriveAsync();
        await commands.DeleteAsync(host.User, first, Stop);
        await host.DriveAsync();
        Assert.Equal("LABEL_NOT_UNIQUE_FOR_OWNER", (await OrderAsync("Mine")).Refusal);
        Assert.Equal("USER_NOT_ALLOWED_TO_MANAGE_ORDER", (await commands.RemoveAsync(host.User, first, Stop)).Refusal);

        Assert.Equal(OrderOutcomeStatus.Done, (await commands.RemoveAsync(host.Admin, first, Stop)).Status);
        var second = await OrderAsync("Mine");
        Assert.Equal(CreationStatus.Created, second.Status);

        // The row of the first order was to go last; a removal that died before is asked for again.
        await host.Get<OrderClaimStore>().ReleaseAsync(OrderClaimStore.Label(_tenant, CoreHost.Ada, "Mine"), first, Stop);
        Assert.Equal("LABEL_NOT_UNIQUE_FOR_OWNER", (await OrderAsync("Mine")).Refusal);
        Assert.Equal(OrderOutcomeStatus.NotFound, (await commands.RemoveAsync(host.Admin, first, Stop)).Status);

        Task<CreationOutcome> OrderAsync(string label) =>
            host.Get<OrderCreation>().FromSelectionAsync(host.User, new OrderRequest(label, null), host.Selection("c"), Stop);
    }

    [Fact]
    public async Task Label_ThatIsMadeOfTheTime_TakesTheNextFreeSecond()
    {
        await using var host = New(azurite.Storage);
        var now = host.Time.GetUtcNow();

        var orders = new[] { await host.OrderAsync("c"), await host.OrderAsync("c") };

        for (var i = 0; i < 2; i++)
            Assert.Equal($"Order of {now.AddSeconds(i):yyyy'/'MM'/'dd' at 'HH':'mm':'ss}", (await host.OrderOfAsync(orders[i])).Order.Label);
    }

    [Fact]
    public async Task Commands_OfSomebodyElse_AreRefused_AndOfAnotherTenantFindNothing()
    {
        await using var host = New(azurite.Storage);
        var key = await host.OrderAsync("c");
        var commands = host.Get<OrderCommands>();
        var stranger = host.User with { User = "eve@example.org" };

        foreach (var command in new[] { commands.PauseAsync, commands.ResumeAsync, commands.DeleteAsync, commands.RetryAsync, commands.RemoveAsync })
        {
            Assert.Equal("USER_NOT_ALLOWED_TO_MANAGE_ORDER", (await command(stranger, key, Stop)).Refusal);
            Assert.Equal(OrderOutcomeStatus.NotFound, (await command(host.User, key with { Tenant = "another" }, Stop)).Status);
        }

        Assert.Equal(OrderOutcomeStatus.Done, (await commands.PauseAsync(host.Admin, key, Stop)).Status);
    }

    private CoreHost New(StorageClients storage) => new(storage, _tenant, _products.Catalog, _products.Archive);

    private static Task<CreationOutcome> CreateAsync(CoreHost host, string label) =>
        host.Get<OrderCreation>().FromBasketAsync(host.User, new OrderRequest(label, null), Stop);
}
