using ServerlessOrders.Catalog;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class AssetAddressTests
{
    private static readonly Uri Azure = new("https://archive.blob.core.windows.net/");
    private static readonly Uri Azurite = new("http://127.0.0.1:10000/devstoreaccount1");

    [Theory]
    [InlineData("https://archive.blob.core.windows.net/data/a.tif", "data/a.tif")]
    [InlineData("http://ARCHIVE.blob.core.windows.net/data/a.tif", "data/a.tif")]
    [InlineData("https://archive.blob.core.windows.net:443/data/x/y/a.tif", "data/x/y/a.tif")]
    [InlineData("https://archive.blob.core.windows.net/data/a%20b%2Fc%23.tif", "data/a b/c#.tif")]
    [InlineData("https://archive.blob.core.windows.net/data/%C3%A9t%C3%A9.tif", "data/été.tif")]
    [InlineData("https://archive.blob.core.windows.net/data/a+b.tif?sv=2024&sig=secret", "data/a+b.tif")]
    [InlineData("https://archive.blob.core.windows.net/data/..%252fx.tif", "data/..%2fx.tif")]
    [InlineData("https://archive.blob.core.windows.net/data/..a/b..tif", "data/..a/b..tif")]
    [InlineData("https://archive.blob.core.windows.net/data/.../x.tif", "data/.../x.tif")]
    public void Address_BelowTheEndpoint_IsInternal(string href, string location) =>
        Assert.Equal(location, AssetAddress.TryRead(Azure, href, out _)?.Internal?.ToString());

    [Fact]
    public void Address_BelowAzurite_IsInternal() => Assert.Equal(
        "data/a.tif",
        AssetAddress.TryRead(Azurite, "http://127.0.0.1:10000/devstoreaccount1/data/a.tif", out _)?.Internal?.ToString());

    [Theory]
    [InlineData("https://archive.blob.core.windows.net/data", "names no blob")]
    [InlineData("https://archive.blob.core.windows.net/data/", "names no blob")]
    [InlineData("https://archive.blob.core.windows.net/$logs/a", "holds no files")]
    [InlineData("https://archive.blob.core.windows.net/serverless-orders/baskets/x", "holds no files")]
    [InlineData("https://archive.blob.core.windows.net/azure-webjobs-secrets/host.json", "holds no files")]
    [InlineData("https://archive.blob.core.windows.net/data%2F..%2Fserverless-orders/x", "holds no files")]
    [InlineData("https://archive.blob.core.windows.net/data/a?snapshot=2024-01-01", "snapshots")]
    [InlineData("https://user:secret@archive.blob.core.windows.net/data/a", "credentials")]
    [InlineData("https://archive.blob.core.windows.net/data/..%2fserverless-orders%2fbaskets%2fother%3abob%40example.org.json", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/..%2Fazure-webjobs-secrets%2Fhost.json", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/%2e%2e%2fserverless-orders%2fx", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/a%2f..%2f..%2fserverless-orders%2fx", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/a%2f..", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/a%2f.%2fb", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/..%5cserverless-orders%5cx", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/a%5c..%2f..%5cx", "'..'")]
    [InlineData("https://archive.blob.core.windows.net/data/%2e", "names no blob")]
    public void Address_InOurStorageThatIsNoFileOfTheArchive_IsRefused(string href, string error) => Refused(Azure, href, error);

    [Theory]
    [InlineData("a.tif", "not an absolute")]
    [InlineData("./a.tif", "not an absolute")]
    [InlineData("/etc/passwd", "not an absolute")]
    [InlineData("", "not an absolute")]
    [InlineData("file:///etc/passwd", "not an absolute")]
    [InlineData("ftp://example.org/a", "only http and https")]
    [InlineData("s3://bucket/a", "only http and https")]
    [InlineData("javascript:alert(1)", "only http and https")]
    [InlineData("https://user@example.org/a", "credentials")]
    [InlineData("http://localhost/a", "this machine")]
    [InlineData("http://x.LOCALHOST./a", "this machine")]
    [InlineData("http://127.0.0.1:10000/other/data/a.tif", "private")]
    [InlineData("http://127.0.0.1:10001/devstoreaccount1/data/a.tif", "private")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/../x/a.tif", "private")]
    [InlineData("http://127.1/a", "private")]
    [InlineData("http://2130706433/a", "private")]
    [InlineData("http://0x7f000001/a", "private")]
    [InlineData("http://0/a", "private")]
    [InlineData("http://10.1.2.3/a", "private")]
    [InlineData("http://172.31.0.1/a", "private")]
    [InlineData("http://192.168.1.1/a", "private")]
    [InlineData("http://169.254.169.254/latest", "private")]
    [InlineData("http://100.64.0.1/a", "private")]
    [InlineData("http://[::1]/a", "private")]
    [InlineData("http://[::]/a", "private")]
    [InlineData("http://[fe80::1]/a", "private")]
    [InlineData("http://[fd00::1]/a", "private")]
    [InlineData("http://[::ffff:10.0.0.1]/a", "private")]
    [InlineData("http://[64:ff9b::a00:1]/a", "private")]
    public void Address_ThatCanNeverBeOrderedFrom_IsRefused(string href, string error) => Refused(Azurite, href, error);

    [Theory]
    [InlineData("https://example.org/a%20b.tif#part", "https://example.org/a%20b.tif")]
    [InlineData("http://8.8.8.8/a?x=1", "http://8.8.8.8/a?x=1")]
    [InlineData("http://172.32.0.1:8080/a", "http://172.32.0.1:8080/a")]
    [InlineData("https://archive.blob.core.windows.net.example.org/data/a", "https://archive.blob.core.windows.net.example.org/data/a")]
    [InlineData("https://archive.blob.core.windows.net:8443/data/a", "https://archive.blob.core.windows.net:8443/data/a")]
    public void Address_Elsewhere_IsExternal(string href, string address) =>
        Assert.Equal(address, AssetAddress.TryRead(Azure, href, out _)?.External?.AbsoluteUri);

    private static void Refused(Uri endpoint, string href, string error)
    {
        Assert.Null(AssetAddress.TryRead(endpoint, href, out var why));
        Assert.Contains(error, why, StringComparison.Ordinal);
    }
}
