using System.Runtime.CompilerServices;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Storage;

public sealed class ArchiveGlanceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BlobsThatLieTogether_CostOnePage_FromTheFirstOneOn_AndMissingOnesAreLeftOut()
    {
        var listing = new Listing([.. Enumerable.Range(0, 3000).Select(i => $"scenes/s{i:D5}.tif").Where(name => name != "scenes/s00150.tif")]);

        var seen = await new ArchiveGlance(listing).SeeAsync(
            Enumerable.Range(100, 100).Select(i => new BlobLocation("archive", $"scenes/s{i:D5}.tif")).Reverse(), Stop);

        Assert.Equal(99, seen.Count);
        Assert.Equal(["archive/scenes/s001 from scenes/s00100.tif"], listing.Asked);
        Assert.Equal(1, listing.Pages);
    }

    [Fact]
    public async Task FewBlobs_AreNotListed()
    {
        var listing = new Listing([.. Enumerable.Range(0, 500).Select(i => $"s{i:D5}")]);

        var seen = await new ArchiveGlance(listing).SeeAsync(
            Enumerable.Range(0, ArchiveGlance.FewestListed - 1).Select(i => new BlobLocation("archive", $"s{i:D5}")), Stop);

        Assert.Equal((0, 0), (seen.Count, listing.Pages));
    }

    [Fact]
    public async Task BlobsThatLieFarApart_EndTheListingAfterTwoPages()
    {
        var listing = new Listing([.. Enumerable.Range(0, 20_000).Select(i => $"s{i:D5}")]);

        var seen = await new ArchiveGlance(listing).SeeAsync(
            Enumerable.Range(0, 100).Select(i => new BlobLocation("archive", $"s{i * 200:D5}")), Stop);

        Assert.Equal(ArchiveGlance.MaxPoorPages, listing.Pages);
        Assert.InRange(seen.Count, 1, 99);
        Assert.All(seen, one => Assert.Equal(long.Parse(one.Key.Name[1..], System.Globalization.CultureInfo.InvariantCulture), one.Value.Length));
    }

    [Fact]
    public async Task NameThatLeavesItsContainer_IsNeverSeen()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"../c/s{i:D5}").ToArray();
        var listing = new Listing(names);

        Assert.Empty(await new ArchiveGlance(listing).SeeAsync(names.Select(name => new BlobLocation("archive", name)), Stop));
        Assert.Equal(0, listing.Pages);
    }

    /// <summary>Blobs whose length is the number in their name.</summary>
    private sealed class Listing(string[] names) : IArchiveListing
    {
        public List<string> Asked { get; } = [];

        public int Pages { get; private set; }

        public async IAsyncEnumerable<IReadOnlyList<BlobInArchive>> ListAsync(
            string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken, string? from = null, int? most = null)
        {
            await Task.CompletedTask;
            Asked.Add($"{container}/{prefix} from {from}");
            var found = names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, from) >= 0);
            foreach (var page in found.Chunk(most ?? 5000))
            {
                Pages++;
                yield return [.. page.Select(name => new BlobInArchive(name, new ArchivedBlob(
                    long.Parse(name.Split('s')[^1].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture), "\"1\"", null, Readability.Online)))];
            }
        }
    }
}
