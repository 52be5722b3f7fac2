using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class ContentCodingsTests
{
    [Theory]
    [InlineData("br", "gzip, br")]
    [InlineData("br", "BR")]
    [InlineData("br", "*;q=0.1")]
    [InlineData("br", "gzip;q=0.2, *;q=0.4")]
    [InlineData("gzip", "br;q=0.2, gzip;q=0.4")]
    [InlineData("gzip", "br;q=0, *")]
    [InlineData("identity", "gzip;q=0.2, identity")]
    [InlineData("identity", "zstd")]
    [InlineData("identity", "identity;q=0")]
    [InlineData("identity", "*;q=0")]
    [InlineData("identity", ";;;")]
    [InlineData("identity", "")]
    [InlineData("identity", null)]
    public void Choose_TakesTheOneThatTheClientLikesBest(string wanted, string? accepted)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.AcceptEncoding = accepted;

        Assert.Equal(wanted, ContentCodings.Choose(request, ["br", "gzip", "identity"]));
    }
}
