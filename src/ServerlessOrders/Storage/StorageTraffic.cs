using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessOrders.Storage;

/// <summary>
/// Counts the requests that storage clients send, repetitions included, by service and kind of answer: tells whether storage
/// throttles. Costs a lookup a request, and nothing in storage.
/// </summary>
public sealed class StorageTraffic
{
    private readonly ConcurrentDictionary<(string Service, StorageAnswer Answer), long> _attempts = new();
    private readonly ConcurrentDictionary<string, long> _retries = new();

    /// <summary>Requests so far by service (<c>blob</c> or <c>table</c>) and kind of answer.</summary>
    internal IEnumerable<KeyValuePair<(string Service, StorageAnswer Answer), long>> Attempts => _attempts;

    /// <summary>Of these, by service, those that repeated a request which had failed.</summary>
    public IEnumerable<KeyValuePair<string, long>> Retries => _retries;

    /// <summary>What clients of a service send through to be counted here.</summary>
    /// <param name="service">Names the service.</param>
    internal HttpPipelinePolicy PolicyFor(string service) => new CountingPolicy(this, service);

    private void Count(string service, StorageAnswer answer, bool retry)
    {
        _attempts.AddOrUpdate((service, answer), 1, static (_, count) => count + 1);
        if (retry) _retries.AddOrUpdate(service, 1, static (_, count) => count + 1);
    }

    /// <summary>Stands behind the client's own retries, so that it sees each of them.</summary>
    private sealed class CountingPolicy(StorageTraffic traffic, string service) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            try
            {
                ProcessNext(message, pipeline);
            }
            finally
            {
                Count(message);
            }
        }

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            try
            {
                await ProcessNextAsync(message, pipeline);
            }
            finally
            {
                Count(message);
            }
        }

        private void Count(HttpMessage message)
        {
            var answer = !message.HasResponse ? StorageAnswer.None
                : message.Response.Status switch
                {
                    429 or 503 => StorageAnswer.Throttled,
                    >= 500 => StorageAnswer.Failed,
                    >= 400 => StorageAnswer.Refused,
                    _ => StorageAnswer.Done,
                };
            traffic.Count(service, answer, message.ProcessingContext.RetryNumber > 0);
        }
    }
}

/// <summary>How storage answered a request.</summary>
internal enum StorageAnswer
{
    /// <summary>It did what was asked for.</summary>
    Done,

    /// <summary>It refused (4xx): a row that is not there, a version that has changed. Part of the normal course.</summary>
    Refused,

    /// <summary>It was too busy (503, 429): an account or a partition is at its limit.</summary>
    Throttled,

    /// <summary>It failed (other 5xx).</summary>
    Failed,

    /// <summary>It did not answer: no connection, or it broke.</summary>
    None,
}
