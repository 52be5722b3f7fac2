using ServerlessOrders.Catalog;
using ServerlessOrders.Downloads;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Downloads;

public sealed class ProductFoldersTests
{
    private const string Tenant = "space agency";

    [Theory]
    [InlineData("archive/dup.txt", "")]
    [InlineData("archive/2024/S2A.SAFE/GRANULE/B02.jp2", "2024|S2A.SAFE|GRANULE")]
    [InlineData("archive/100%25/a.txt", "100%25")]
    public void Of_ABlob_AreThoseOfItsNameBelowTheContainer(string href, string folders) =>
        Assert.Equal(folders, string.Join('|', ProductFolders.Of(Tenant, File(href, external: false))));

    [Theory]
    [InlineData("dup.txt", "")]
    [InlineData("a/dup.txt", "a")]
    [InlineData("a/b%c/q\\d/e./dup.txt", "a|b%c|q\\d|e.")]
    [InlineData("my pictures/dup.txt", "my pictures")]
    public void Of_AFileOfAnImportedFolder_AreThoseOfTheFolder(string path, string folders)
    {
        var name = BlobNames.Of($"{TableKeys.Encode(Tenant)}/{Uri.EscapeDataString("my pictures")}/{path}");

        Assert.Equal(folders, string.Join('|', ProductFolders.Of(Tenant, File("archive/" + name, external: false))));
    }

    [Theory]
    [InlineData("https://example.org/a.tif", "")]
    [InlineData("https://example.org/data/S2%20A/a.tif?sig=x/y", "|data|S2 A")]
    public void Of_AnExternalFile_AreThoseOfItsUrl(string href, string folders) =>
        Assert.Equal(folders, string.Join('|', ProductFolders.Of(Tenant, File(href, external: true))));

    private static OrderFile File(string href, bool external) => new()
    {
        Position = 0, State = FileState.AVAILABLE, Collection = "my pictures", Item = "i", Asset = "data", Href = href, External = external,
        FileName = "dup.txt", DataType = DataType.RAWDATA, MimeType = "text/plain",
    };
}
