using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>What happens at the service behind the back of its users.</summary>
internal static class ServerSteps
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The blob of a product's file, by its name in the archive.</summary>
    public static async Task<BlobClient> BlobAsync(this OrderServer server, string name)
    {
        await foreach (var container in server.Storage.Blobs.GetBlobContainersAsync(cancellationToken: Stop))
        {
            var blob = server.Storage.Blobs.GetBlobContainerClient(container.Name).GetBlobClient(name);
            if (await blob.ExistsAsync(Stop)) return blob;
        }

        throw new InvalidOperationException($"There is no blob {name}.");
    }

    /// <summary>An order's date passes.</summary>
    public static Task ExpireAsync(this OrderServer server, OrderKey order) => server.Services.GetRequiredService<OrderChanges>().ChangeAsync(
        order, _ => new OrderChange(OrderCommand.Expire, "its date has passed", expired => expired with { Progress = expired.Progress with { CleanedUp = false } }), Stop);
}
