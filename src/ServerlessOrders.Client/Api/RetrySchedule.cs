using System.Net;
using System.Net.Http.Headers;

namespace ServerlessOrders.Client.Api;

/// <summary>When to ask again, and when to give up.</summary>
/// <param name="time">The clock.</param>
/// <param name="end">When waiting ends, whatever it is for; null for never.</param>
/// <param name="endsRequests">True if a request that is not answered by then ends, too; else it may take its time.</param>
public sealed class RetrySchedule(TimeProvider time, DateTimeOffset? end, bool endsRequests = false)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // A Retry-After of a day would look like a program that hangs.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(10);

    /// <summary>When waiting ends; null for never.</summary>
    public DateTimeOffset? End => end;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>True if the service may answer otherwise in a while.</summary>
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>What the service asks for in <c>Retry-After</c>, as seconds or as a date; null if it asks for nothing.</summary>
    public TimeSpan? Asked(HttpResponseHeaders headers)
    {
        if (headers.RetryAfter is not { } asked) return null;
        var pause = asked.Delta ?? asked.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestAsked ? LongestAsked : pause;
    }

    /// <summary>How long a service may be silent: so long, or until the end.</summary>
    public TimeSpan Patience(TimeSpan most)
    {
        if (end is not { } last || !endsRequests) return most;
        var rest = last - time.GetUtcNow();
        return rest < Shortest ? Shortest : rest < most ? rest : most;
    }

    /// <summary>The pause before the next of several attempts, longer each time, and never the same for two clients.</summary>
    public static TimeSpan Pause(int attempt)
    {
        var pause = First * Math.Pow(2, Math.Min(attempt, 10));
#pragma warning disable CA5394 // Spreads requests; nobody gains from guessing it.
        return (pause > Longest ? Longest : pause) * (0.75 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }

    /// <summary>Waits, and gives up at once if the end comes before.</summary>
    /// <param name="pause">How long.</param>
    /// <param name="what">What is waited for, as the end of "The time of --wait is over while waiting for ...".</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OrdersException"><see cref="ExitCode.TimeOver"/>.</exception>
    public async Task WaitAsync(TimeSpan pause, string what, CancellationToken cancellationToken)
    {
        if (end is { } last && time.GetUtcNow() + pause is var next && next > last)
        {
            var rest = last - time.GetUtcNow();
            if (rest > TimeSpan.Zero) await Task.Delay(rest, time, cancellationToken);
            throw new OrdersException(ExitCode.TimeOver, $"The time of --wait is over while waiting for {what}; the same command goes on from here.");
        }

        await Task.Delay(pause, time, cancellationToken);
    }
}
