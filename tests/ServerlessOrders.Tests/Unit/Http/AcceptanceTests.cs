using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class AcceptanceTests
{
    private const string Three = "application/metalink+xml";
    private const string Four = "application/metalink4+xml";

    [Theory]
    [InlineData(null, Three)]
    [InlineData("", Three)]
    [InlineData("*/*", Three)]
    [InlineData("application/*", Three)]
    [InlineData("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", Three)]
    [InlineData("application/metalink4+xml", Four)]
    [InlineData("APPLICATION/Metalink4+XML", Four)]
    [InlineData("application/metalink4+xml;version=1", Four)]
    [InlineData("application/metalink4+xml, */*", Four)]
    [InlineData("*/*, application/metalink4+xml", Four)]
    [InlineData("application/metalink4+xml, application/*;q=1.0", Four)]
    [InlineData("application/metalink4+xml;q=0.1", Four)]
    [InlineData("application/metalink4+xml;q=0.5, */*;q=0.1", Four)]
    [InlineData("application/metalink4+xml;q=0.1, */*;q=0.5", Three)]
    [InlineData("application/metalink4+xml;q=0", Three)]
    [InlineData("application/metalink4+xml;q=0.000", Three)]
    [InlineData("application/metalink4+xml;q=0, */*", Three)]
    [InlineData("*/*;q=0, application/metalink4+xml;q=0.2", Four)]
    [InlineData("application/metalink+xml;q=0, */*", Four)]
    [InlineData("application/metalink+xml;q=0.9, application/metalink4+xml", Four)]
    [InlineData("application/metalink+xml, application/metalink4+xml;q=0.9", Three)]
    [InlineData("application/metalink4+xml, application/metalink+xml", Three)]
    [InlineData("text/html", Three)]
    [InlineData("*/*;q=0", Three)]
    [InlineData(",,;=", Three)]
    public void Choose_GivesWhatIsLikedBest(string? accept, string expected)
    {
        var call = Calls.Get("/x");
        if (accept is not null) call.Http.Request.Headers.Accept = accept;
        Assert.Equal(expected, Acceptance.Choose(call.Http.Request, Three, Four));
    }

    [Fact]
    public void Choose_ReadsSeveralLinesAsOne()
    {
        var call = Calls.Get("/x");
        call.Http.Request.Headers.Accept = new(["application/metalink+xml;q=0.2", "application/metalink4+xml;q=0.3"]);
        Assert.Equal(Four, Acceptance.Choose(call.Http.Request, Three, Four));
    }
}
