using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Tests.Unit.Client;

public sealed class ContentDigestTests
{
    // Of "abc".
    [Theory]
    [InlineData("900150983cd24fb0d6963f7d28e17f72")]
    [InlineData("a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("352441c2")]
    public void Finish_FindsWhetherTheContentIsTheExpectedOne(string expected)
    {
        Assert.Equal(("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", true), Of("abc", expected));
        Assert.False(Of("abd", expected).IsRight);
    }

    [Fact]
    public void Finish_WithoutAnExpectedDigest_IsRight() => Assert.True(Of("abc", null).IsRight);

    // A digest of another algorithm looks like one that is known, and would refuse every content.
    [Theory]
    [InlineData("SHA-256", 64, true)]
    [InlineData("sha256", 64, true)]
    [InlineData("SHA3-256", 64, false)]
    [InlineData("XXH128", 32, false)]
    [InlineData("MD5", 32, true)]
    [InlineData("MD5", 40, false)]
    [InlineData("CRC-32", 8, false)]
    [InlineData(null, 40, true)]
    [InlineData(null, 8, false)]
    public void Digest_IsVerifiedIfItsAlgorithmIsKnown(string? algorithm, int length, bool isKnown) =>
        Assert.Equal(isKnown, ContentDigest.CanVerify(algorithm, new string('a', length)));

    [Fact]
    public void Text_IsNoDigest() => Assert.False(ContentDigest.CanVerify("MD5", new string('x', 32)));

    private static (string Sha256, bool IsRight) Of(string content, string? expected)
    {
        using var digest = new ContentDigest(expected);
        digest.Append(System.Text.Encoding.UTF8.GetBytes(content));
        return digest.Finish();
    }
}
