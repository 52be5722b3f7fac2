using ServerlessOrders.Outbound;

namespace ServerlessOrders.Tests.Unit.Downloads;

public sealed class SignedAddressTests
{
    [Theory]
    [InlineData("https://x.blob.core.windows.net/c/a.tif?sv=2024-11-04&se=2026-01-01&sr=b&sp=r&sig=S%2BEC%3D", "https://x.blob.core.windows.net/c/a.tif?sv=2024-11-04&se=2026-01-01&sr=b&sp=r&sig=hidden")]
    [InlineData("https://b.s3.amazonaws.com/a?X-Amz-Algorithm=AWS4&X-Amz-Credential=KEY&X-Amz-Signature=SEC&X-Amz-Security-Token=SEC", "https://b.s3.amazonaws.com/a?X-Amz-Algorithm=AWS4&X-Amz-Credential=hidden&X-Amz-Signature=hidden&X-Amz-Security-Token=hidden")]
    [InlineData("https://storage.googleapis.com/b/a?X-Goog-Date=1&X-Goog-Signature=SEC", "https://storage.googleapis.com/b/a?X-Goog-Date=1&X-Goog-Signature=hidden")]
    [InlineData("https://d.cloudfront.net/a?Expires=1&Signature=SEC&Key-Pair-Id=SEC&Policy=SEC", "https://d.cloudfront.net/a?Expires=1&Signature=hidden&Key-Pair-Id=hidden&Policy=hidden")]
    [InlineData("https://h.example/a?AWSAccessKeyId=SEC&Expires=1&Signature=SEC", "https://h.example/a?AWSAccessKeyId=hidden&Expires=1&Signature=hidden")]
    [InlineData("https://h.example/a?access_token=SEC&token=SEC&id=7", "https://h.example/a?access_token=hidden&token=hidden&id=7")]
    [InlineData("https://h.example/a?s%69g=SEC&SIG=SEC", "https://h.example/a?sig=hidden&SIG=hidden")]
    [InlineData("https://h.example/a?x=1&amp;sig=SEC", "https://h.example/a?x=1&amp;sig=hidden")]
    [InlineData("https://h.example/a?api-key=SEC&apikey=SEC&password=SEC&client_secret=SEC", "https://h.example/a?api-key=hidden&apikey=hidden&password=hidden&client_secret=hidden")]
    [InlineData("https://h.example/a?hdnts=SEC&hmac=SEC&jwt=SEC&Authorization=SEC&auth=SEC", "https://h.example/a?hdnts=hidden&hmac=hidden&jwt=hidden&Authorization=hidden&auth=hidden")]
    [InlineData("https://h.example/get?url=https%3A%2F%2Fx.example%2Fa%3Fsig%3DSEC&n=1", "https://h.example/get?url=hidden&n=1")]
    [InlineData("https://user:SEC@h.example/a#sig=SEC", "https://h.example/a")]
    public void Show_HidesWhatOpensTheFile_AndNothingElse(string address, string shown)
    {
        Assert.Equal(shown, SignedAddress.Show(address));
        Assert.DoesNotContain("SEC", SignedAddress.Show(address), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://h.example/a%20b/c.tif")]
    [InlineData("https://h.example:8443/a?x=1&y=%C3%A9")]
    [InlineData("https://h.example/a?b=c?d")]
    [InlineData("https://h.example/a?flag")]
    [InlineData("https://h.example/sig=not-a-query/a")]
    public void Show_LeavesOtherAddressesAsTheyAre(string address) => Assert.Equal(address, SignedAddress.Show(address));

    [Fact]
    public void Show_OfNoAddress_GivesNothingAway() =>
        Assert.DoesNotContain("SEC", SignedAddress.Show("no address?sig=SEC"), StringComparison.Ordinal);
}
