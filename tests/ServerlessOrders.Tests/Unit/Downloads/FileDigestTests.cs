using System.Security.Cryptography;
using ServerlessOrders.Downloads;
using ServerlessOrders.Tests.Unit.SubOrders;

namespace ServerlessOrders.Tests.Unit.Downloads;

public sealed class FileDigestTests
{
    // RFC 9530, appendix A: the content of its examples.
    private static readonly byte[] Hello = "{\"hello\": \"world\"}\n"u8.ToArray();

    [Fact]
    public void Headers_Sha256_IsTheExampleOfTheRfc()
    {
        var headers = Headers(Convert.ToHexStringLower(SHA256.HashData(Hello)), "SHA-256");

        Assert.Equal("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", headers["Repr-Digest"]);
        Assert.Equal("SHA-256=RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=", headers["Digest"]);
    }

    [Fact]
    public void Headers_Md5_IsNamedInBoth()
    {
        var headers = Headers("D41D8CD98F00B204E9800998ECF8427E", "MD5");

        Assert.Equal("md5=:1B2M2Y8AsgTpgAmY7PhCfg==:", headers["Repr-Digest"]);
        Assert.Equal("MD5=1B2M2Y8AsgTpgAmY7PhCfg==", headers["Digest"]);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("abc", "MD5")]
    [InlineData("not hexadecimal!", "MD5")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e", "BLAKE3")]
    public void Headers_NothingKnown_SetsNoHeader(string? checksum, string? algorithm) => Assert.Empty(Headers(checksum, algorithm));

    private static IReadOnlyDictionary<string, string> Headers(string? checksum, string? algorithm) =>
        FileDigest.Headers(SomeFile.At(0) with { Checksum = checksum, DigestAlgorithm = algorithm });
}
