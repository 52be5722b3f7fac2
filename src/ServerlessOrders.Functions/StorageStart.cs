using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Functions;

/// <summary>
/// Creates missing tables and containers when a worker starts. A worker whose storage does not answer starts all the same:
/// <c>/health/ready</c> says what is wrong, and the next start tries again.
/// </summary>
internal sealed class StorageStart(StorageClients storage, ILogger<StorageStart> log) : IHostedService
{
    /// <summary>A cold start must not wait longer than a caller would.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            if (!await storage.IsCompleteAsync(limit.Token)) await storage.CreateMissingAsync(limit.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogError(
                StorageOutage.TraceOf(e),
                "The tables and the container {Container} could not be looked for: check the connection {Connection} and the app's roles: {Reason}",
                StorageClients.OwnContainer, FunctionsApp.OrdersConnection, StorageOutage.ReasonOf(e));
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
