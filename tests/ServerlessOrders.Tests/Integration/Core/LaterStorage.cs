namespace ServerlessOrders.Tests.Integration.Core;

/// <summary>A storage whose clock has gone on: what it wrote before looks older by that.</summary>
internal sealed class LaterStorage(Func<TimeSpan> ahead) : DelegatingHandler(Connections)
{
    // Shared, since a test of many lives opens storage for each of them.
    private static readonly SocketsHttpHandler Connections = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        response.Headers.Date += ahead();
        return response;
    }
}
