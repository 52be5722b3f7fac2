using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>
/// Random commands against the product and a simple model of it. A failure names its seed; the environment variable
/// <c>CsCheck_Seed</c> repeats it.
/// </summary>
public sealed class OrderModelTests(AzuriteFixture azurite)
{
    private const int PageSize = 7;
    private const int Threads = 4;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(12), InlineData(24, Explicit = true)]
    public Task Orders_CommandedOneByOne_BehaveAsTheModel(int sequences) => OneByOneAsync(sequences, commands: 16);

    [Theory, InlineData(6), InlineData(12, Explicit = true)]
    public Task Orders_CommandedAtOnce_KeepTheirRules(int sequences) => AtOnceAsync(sequences, commands: 16);

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public Task Orders_CommandedOneByOne_BehaveAsTheModel_InManySequences() => OneByOneAsync(sequences: 1000, commands: 40);

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public Task Orders_CommandedAtOnce_KeepTheirRules_InManySequences() => AtOnceAsync(sequences: 500, commands: 40);

    private async Task OneByOneAsync(int sequences, int commands)
    {
        var accounts = await AccountsAsync();
        await Scenario.OneByOne(commands).SampleAsync(
            async scenario =>
            {
                await using var account = Take(accounts);
                var storage = account.Storage;
                var (archive, catalog, blobs) = Fill(scenario);
                await using var host = NewHost(storage, AzuriteFixture.NewTenant(), catalog, archive, Clock());
                await new OneByOne(new Product(host), archive, new OrdersModel(blobs)).RunAsync(scenario.Commands);
            },
            iter: sequences, threads: Threads, print: scenario => scenario.ToString());
    }

    private async Task AtOnceAsync(int sequences, int commands)
    {
        var accounts = await AccountsAsync();
        await Scenario.AtOnce(commands).SampleAsync(
            async scenario =>
            {
                await using var account = Take(accounts);
                var storage = account.Storage;
                var (archive, catalog, blobs) = Fill(scenario);
                var (tenant, time) = (AzuriteFixture.NewTenant(), Clock());
                await using var first = NewHost(storage, tenant, catalog, archive, time);
                await using var second = NewHost(storage, tenant, catalog, archive, time);
                await new AtOnce([new Product(first), new Product(second)], archive, blobs).RunAsync(scenario.Commands);
            },
            iter: sequences, threads: Threads, print: scenario => scenario.ToString());
    }

    private static FakeTimeProvider Clock() => new(TimeProvider.System.GetUtcNow());

    private static (MemoryArchive Archive, MemoryCatalog Catalog, IReadOnlyList<ModelBlob[]> Blobs) Fill(Scenario scenario)
    {
        var (archive, catalog) = (new MemoryArchive(), new MemoryCatalog(PageSize));
        var blobs = scenario.Collections.Select((files, collection) =>
            files.Select((file, index) => new ModelBlob(collection, index, file, archive, catalog)).ToArray()).ToList();
        return (archive, catalog, blobs);
    }

    private static CoreHost NewHost(
        StorageClients storage, string tenant, MemoryCatalog catalog, IArchive archive, FakeTimeProvider time) =>
        new(
            storage, tenant, catalog, archive,
            options => (options.SubOrderMaxFiles, options.MaxSubOrdersPerUser, options.UserSubOrderHours, options.MaxExpirationHours) =
                (ModelOrder.SubOrderFiles, StoreRules.Slots, ModelOrder.SubOrderHours, ModelOrder.MaxHours),
            time);

    private static Account Take(ConcurrentBag<Account> accounts) =>
        accounts.TryTake(out var account) ? account : throw new InvalidOperationException("More threads than accounts.");

    private async Task<ConcurrentBag<Account>> AccountsAsync()
    {
        var accounts = new ConcurrentBag<Account>();
        for (var i = 0; i < Threads; i++) accounts.Add(new Account(AzuriteFixture.Open(await azurite.NewAccountAsync()), accounts));
        return accounts;
    }

    /// <summary>
    /// An account for one sequence after the other, empty again after each: the expiry pass must not meet the orders of an earlier
    /// one, and Azurite looks at every row in every query.
    /// </summary>
    private sealed record Account(StorageClients Storage, ConcurrentBag<Account> Others) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var table in new[] { Storage.Orders, Storage.Files, Storage.Index, Storage.Checks })
                await table.DeleteRowsAsync("PartitionKey ge ' '", Stop);
            Others.Add(this);
        }
    }
}
