using CsCheck;
using Microsoft.Extensions.Options;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Quotes;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>A quote tells what the order that follows holds.</summary>
public sealed class QuoteTests(AzuriteFixture azurite)
{
    private const string Host = "data.example.org";

    private static readonly Gen<CatalogAsset> Assets = Gen.Select(
        Gen.Int[0, 9_999], Gen.Frequency((3, Gen.Int[0, 60]), (1, Gen.Const(-1))), Gen.Frequency((2, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(2))),
        Gen.Frequency((2, Gen.Const(DataType.RAWDATA)), (1, Gen.Const(DataType.QUICKLOOK_HD)), (1, Gen.Const(DataType.DOCUMENT))),
        (number, size, place, type) => new CatalogAsset(
            $"asset{number}", $"{number}.bin", type, "application/octet-stream",
            place switch { 0 => $"archive/{number}.bin", 1 => $"https://{Host}/{number}.bin", _ => $"https://elsewhere.example.org/{number}.bin" },
            place > 0, size < 0 ? null : size, null, null));

    private static readonly Gen<(CatalogAsset[][] Products, int MaxFiles, int MaxBytes, bool Filtered)> Selected = Gen.Select(
        Assets.Array[0, 4].Array[1, 40], Gen.Int[1, 7], Gen.Int[1, 150], Gen.Bool);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CountsOfAQuote_AreThoseOfTheOrderThatFollows() =>
        await Selected.SampleAsync(
            async made =>
            {
                var catalog = new MemoryCatalog(pageSize: 7);
                for (var i = 0; i < made.Products.Length; i++)
                    catalog.Add(i % 3 == 0 ? "d" : "c", $"p{i:D3}", [.. made.Products[i].DistinctBy(asset => asset.Key)]);
                await using var host = new CoreHost(
                    azurite.Storage, AzuriteFixture.NewTenant(), catalog, new MemoryArchive(), options =>
                    {
                        (options.SubOrderMaxFiles, options.SubOrderMaxBytes) = (made.MaxFiles, made.MaxBytes);
                        options.ExternalHosts.Add(Host);
                    });
                var selection = host.Selection("c", "d");
                if (made.Filtered)
                    selection = new OrderSelection([.. selection.Datasets.Select(one => one with { FileSelectionDescription = new([FileType.RAWDATA]) })]);

                var (quote, refusal) = await Quotes(host, catalog).QuoteAsync(new SlotOwner(host.Tenant, CoreHost.Ada), selection, 240, 168, Stop);
                Assert.Null(refusal);
                var order = await ExpandedAsync(host, selection);

                Assert.Equal(order.Counts.Total, quote!.Files);
                Assert.Equal(order.Counts.Bytes, quote.Bytes);
                Assert.Equal(order.SubOrders.Count, quote.SubOrders);
                var external = order.SubOrders.Where(sub => sub.External).Aggregate(new FileCounts(), (sum, sub) => sum + sub.Counts);
                Assert.Equal(new FilesAndBytes(external.Total, external.Bytes), quote.External);
                Assert.Equal(order.Order.ExpirationDate, quote.Files == 0 ? order.Order.ExpirationDate : quote.ExpirationDate);
                // Nothing is in the archive: every file of ours is missing there, and those of a host that is not allowed fail at once.
                var failing = (await host.FilesAsync(order.Order.Key)).Where(file => !file.External || file.State == FileState.ERROR);
                Assert.Equal(failing.Select(file => file.Asset).Order(), quote.Unavailable.Select(file => file.Asset).Order());
            },
            iter: 10, threads: 1);

    [Fact]
    public async Task Quote_TellsTiersAndMissingFiles_ByOneListingOfEachContainer()
    {
        var products = Products.Of(3).Add("archived", "0123456789", Readability.Archived).Add("wrong", "0123456789", size: 11);
        products.Catalog.Add("c", "missing", MemoryCatalog.Asset("missing.bin"));
        var listing = new CountedListing(("p0000.bin", 10, true), ("p0001.bin", 10, true), ("p0002.bin", 10, true), ("archived.bin", 10, false), ("wrong.bin", 10, true), ("other.bin", 7, false));
        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive);

        var (quote, _) = await Quotes(host, products.Catalog, listing).QuoteAsync(new SlotOwner(host.Tenant, CoreHost.Ada), host.Selection("c"), 240, 168, Stop);

        Assert.Equal(["archive/"], listing.Asked);
        Assert.Equal(new FilesAndBytes(1, 10), quote!.Archived);
        Assert.Equal(
            [("missing", "The file does not exist in the archive"), ("wrong", "The file has 10 bytes, the catalog says 11")],
            quote.Unavailable.Select(file => (file.Item, file.Reason)).Order());
        Assert.Equal(11, quote.LargestFile);
    }

    [Fact]
    public async Task Quote_OfAPartOfALargeContainer_ListsThatPart()
    {
        var catalog = new MemoryCatalog()
            .Add("c", "a", MemoryCatalog.Asset("2024/01/a.bin")).Add("c", "b", MemoryCatalog.Asset("2024/02/b.bin"));
        var listing = new CountedListing(("2024/01/a.bin", 10, true), ("2024/02/b.bin", 10, true));
        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), catalog);

        var (quote, _) = await Quotes(host, catalog, listing).QuoteAsync(new SlotOwner(host.Tenant, CoreHost.Ada), host.Selection("c"), 240, 168, Stop);

        Assert.Equal(["archive/2024/0"], listing.Asked);
        Assert.Equal(new FilesAndBytes(0, 0), quote!.Archived);
    }

    [Fact]
    public async Task Quote_ThatListingsDoNotSettleInTime_SaysSoAndGuessesNothing()
    {
        var catalog = new MemoryCatalog().Add("c", "a", MemoryCatalog.Asset("a.bin"));
        var listing = new CountedListing { IsEndless = true };
        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), catalog);

        var (quote, _) = await Quotes(host, catalog, listing).QuoteAsync(new SlotOwner(host.Tenant, CoreHost.Ada), host.Selection("c"), 240, 168, Stop);

        Assert.Equal(ArchiveLook.MaxPages, listing.Pages);
        Assert.Null(quote!.Archived);
        Assert.NotNull(quote.Note);
        Assert.Empty(quote.Unavailable);
    }

    private static OrderQuotes Quotes(CoreHost host, ICatalog catalog, IArchiveListing? listing = null) => new(
        catalog, listing ?? new CountedListing(), host.Get<ExternalFilePolicy>(), host.Get<SlotStore>(), host.Get<PastPreparationStore>(), host.Get<IOptions<OrdersOptions>>(), host.Time);

    private static async Task<OrderSnapshot> ExpandedAsync(CoreHost host, OrderSelection selection)
    {
        var created = await host.Get<OrderCreation>().FromSelectionAsync(host.User, new OrderRequest(null, null), selection, Stop);
        await host.DriveAsync();
        return await host.OrderOfAsync(created.Order!.Key);
    }

    private sealed class CountedListing(params (string Name, long Length, bool Online)[] blobs) : IArchiveListing
    {
        public List<string> Asked { get; } = [];

        public int Pages { get; private set; }

        public bool IsEndless { get; init; }

        public async IAsyncEnumerable<IReadOnlyList<BlobInArchive>> ListAsync(
            string container, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken, string? from = null, int? most = null)
        {
            await Task.CompletedTask;
            Asked.Add($"{container}/{prefix}");
            do
            {
                Pages++;
                yield return [.. blobs.Where(blob => blob.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(blob => new BlobInArchive(
                    blob.Name, new ArchivedBlob(blob.Length, "\"1\"", null, blob.Online ? Readability.Online : Readability.Archived)))];
            }
            while (IsEndless);
        }
    }
}
