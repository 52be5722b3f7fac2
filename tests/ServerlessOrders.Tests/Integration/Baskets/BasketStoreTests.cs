using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Baskets;

public sealed class BasketStoreTests(AzuriteFixture azurite)
{
    private const string Ann = "ann@example.org";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, 123, TimeSpan.Zero);
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BasketStore Store => new(azurite.NewStorage());

    [Fact]
    public async Task Find_WithoutBasket_IsNull() => Assert.Null(await Store.FindAsync(_tenant, Ann, Token));

    [Fact]
    public async Task Change_KeepsEverythingOfABasket()
    {
        var request = new SelectionRequest(
            "stac", "urn:c", new Dictionary<string, IReadOnlyList<string>> { ["q"] = ["a:1", "é \"b\""] }, ["in/1"], ["out 1"]);
        var items = new ItemsSelection(Start, request, 1, 2, 3, 4);
        var selection = new DatasetSelection(7, "urn:c", "Lac du Bourget", "c", 5, 6, long.MaxValue, 8, [items], new([FileType.QUICKLOOK], ".*"));
        var basket = Basket.Create(Ann, Start).With(selection);

        await Store.ChangeAsync(_tenant, Ann, _ => Task.FromResult(BasketResult.Done(basket)), Token);

        var stored = await Store.FindAsync(_tenant, Ann, Token);
        Assert.Equivalent(basket, stored!.Value, strict: true);
        Assert.Equal(["a:1", "é \"b\""], stored.Value.DatasetSelections[0].ItemsSelections[0].SelectionRequest.SearchParameters!["q"]);
    }

    [Fact]
    public async Task Change_ByManyAtOnce_KeepsEveryChange()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(id => Add(Store, Ann, id)));

        var stored = await Store.FindAsync(_tenant, Ann, Token);
        Assert.Equal(Enumerable.Range(0, 12).Select(id => (long)id), stored!.Value.DatasetSelections.Select(selection => selection.Id).Order());
    }

    [Fact]
    public async Task Change_OvertakenByAnother_IsAppliedAnew()
    {
        var calls = 0;

        await Store.ChangeAsync(
            _tenant,
            Ann,
            async basket =>
            {
                if (calls++ == 0) await Add(Store, Ann, 1);
                return BasketResult.Done((basket ?? Basket.Create(Ann, Start)).With(Selection(2)));
            },
            Token);

        var stored = await Store.FindAsync(_tenant, Ann, Token);
        Assert.Equal(2, calls);
        Assert.Equal([1L, 2L], stored!.Value.DatasetSelections.Select(selection => selection.Id));
    }

    [Fact]
    public async Task Change_WhoseWriteIsRepeatedByTheClient_IsMadeOnce()
    {
        // The first upload is made and its answer lost; the client sends it again and is refused.
        var losing = new BlobClientOptions();
        losing.AddPolicy(new LostAnswer(), HttpPipelinePosition.PerRetry);
        var store = new BasketStore(
            new StorageClients(new TableServiceClient(azurite.ConnectionString), new BlobServiceClient(azurite.ConnectionString, losing)));
        var calls = 0;

        var result = await store.ChangeAsync(
            _tenant,
            Ann,
            basket =>
            {
                basket ??= Basket.Create(Ann, Start);
                return Task.FromResult(BasketResult.Done(basket.With(Selection(++calls))));
            },
            Token);

        Assert.Equal(1, calls);
        Assert.Equal([1L], result.Basket!.DatasetSelections.Select(selection => selection.Id));
    }

    [Fact]
    public async Task Change_ThatIsRefused_StoresNothing()
    {
        var refused = new BasketResult(BasketStatus.NothingSelected, null, "no");

        Assert.Equal(refused, await Store.ChangeAsync(_tenant, Ann, _ => Task.FromResult(refused), Token));
        Assert.Null(await Store.FindAsync(_tenant, Ann, Token));
    }

    [Fact]
    public async Task Change_BasketOverTheLimit_IsTooLarge()
    {
        var huge = new ItemsSelection(Start, new SelectionRequest("legacy", new string('x', BasketStore.MaxBytes)), 1, 1, 1, 1);
        var basket = Basket.Create(Ann, Start).With(Selection(1) with { ItemsSelections = [huge] });

        var result = await Store.ChangeAsync(_tenant, Ann, _ => Task.FromResult(BasketResult.Done(basket)), Token);

        Assert.Equal(BasketStatus.TooLarge, result.Status);
        Assert.Null(await Store.FindAsync(_tenant, Ann, Token));
    }

    [Fact]
    public async Task Delete_OfAnOlderVersion_LeavesTheBasket()
    {
        await Add(Store, Ann, 1);
        var older = await Store.FindAsync(_tenant, Ann, Token);
        await Add(Store, Ann, 2);

        Assert.False(await Store.DeleteAsync(_tenant, Ann, older!.ETag, Token));
        Assert.NotNull(await Store.FindAsync(_tenant, Ann, Token));
    }

    [Fact]
    public async Task Delete_ByTwoAtOnce_GivesTheBasketToOne()
    {
        await Add(Store, Ann, 1);
        var stored = await Store.FindAsync(_tenant, Ann, Token);

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Store.DeleteAsync(_tenant, Ann, stored!.ETag, Token)));

        Assert.Single(taken, won => won);
        Assert.Null(await Store.FindAsync(_tenant, Ann, Token));
    }

    [Theory]
    [InlineData("..", "..")]
    [InlineData("a/b", "../x")]
    [InlineData("a", "b/../x")]
    [InlineData("é", "a b?c#d%2F")]
    public async Task NamesOfAnyKind_KeepToTheirOwnBasket(string tenant, string owner)
    {
        tenant = _tenant + "/" + tenant;
        await Store.ChangeAsync(tenant, owner, _ => Task.FromResult(BasketResult.Done(Basket.Create(owner, Start))), Token);

        Assert.Equal(owner, (await Store.FindAsync(tenant, owner, Token))!.Value.Owner);
        Assert.Null(await Store.FindAsync(_tenant, owner, Token));
        Assert.Null(await Store.FindAsync(tenant, "x", Token));
    }

    [Fact]
    public async Task TenantAndOwner_AreNotMixedUp()
    {
        await Add(Store, "b.c", 1);

        Assert.Null(await Store.FindAsync(_tenant + ".b", "c", Token));
        Assert.Null(await Store.FindAsync(_tenant, "B.C", Token));
    }

    private Task<BasketResult> Add(BasketStore store, string owner, long id) => store.ChangeAsync(
        _tenant,
        owner,
        basket => Task.FromResult(BasketResult.Done((basket ?? Basket.Create(owner, Start)).With(Selection(id)))),
        Token);

    private static DatasetSelection Selection(long id) =>
        DatasetSelection.Create(id, new CatalogCollection($"c{id:D2}", $"c{id:D2}", $"urn:{id}"));

    private sealed class LostAnswer : HttpPipelinePolicy
    {
        private bool _lost;

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.Request.Method != RequestMethod.Put || _lost) return;
            _lost = true;
            throw new IOException("The answer was lost.");
        }
    }
}
