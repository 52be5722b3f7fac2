using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessOrders.Storage;

/// <summary>Holds every attempt of a storage request to the <see cref="StoragePatience"/> of the client's request that needs it.</summary>
/// <param name="timeout">The longest that one attempt may take in any case.</param>
internal sealed class PatiencePolicy(TimeSpan timeout) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (StoragePatience.Current is not { } patience)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        message.NetworkTimeout = patience.Left < timeout ? patience.Left : timeout;
        var began = Stopwatch.GetTimestamp();
        try
        {
            await ProcessNextAsync(message, pipeline);
            patience.Answered();
        }
        catch (Exception e) when (!message.CancellationToken.IsCancellationRequested)
        {
            patience.Wasted(Stopwatch.GetElapsedTime(began));
            // Of no kind that the client of storage repeats.
            if (patience.IsOver) throw new TimeoutException($"Storage has not answered for {StoragePatience.Limit.TotalSeconds:0} s.", e);
            throw;
        }
    }
}
