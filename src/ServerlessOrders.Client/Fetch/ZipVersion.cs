using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>A ZIP of an order: what the ZIP of a number holds never changes.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Length">Its bytes; null if the service did not tell.</param>
/// <param name="IsSent">True if all of it was sent before, and nothing new can be had.</param>
/// <param name="ETag">Its entity tag; null if the service did not tell.</param>
/// <param name="Tail">Its last bytes; null if they were not asked for, or did not come.</param>
internal sealed record ZipVersion(string Number, long? Length, bool IsSent, string? ETag = null, byte[]? Tail = null)
{
    // Room for an entry with a long name: should it not be enough, files are cut out later.
    private const long DirectoryEntry = 192;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>The ZIP of what is available, else the one that was sent last; null if there is neither.</summary>
    /// <param name="client">The service.</param>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="files">How many files are to be cut out of it: its directory comes with the same request; 0 for none.</param>
    /// <exception cref="OrdersException">The service refuses, or has no numbers.</exception>
    public static async Task<ZipVersion?> FindAsync(OrdersClient client, long order, CancellationToken cancellationToken, long files = 0)
    {
        var address = OrdersClient.Order(order) + "/download";
        using var response = files == 0 ? await HeadAsync(client, address, cancellationToken) : await client.Connection.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(null, (files + 1) * DirectoryEntry) } }, cancellationToken);
        var number = response.Content.Headers.ContentLocation?.OriginalString.Split('/')[^1];
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)) number = null;
        if (response.StatusCode == HttpStatusCode.NoContent) return number is null ? null : new ZipVersion(number, null, IsSent: true);
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, $"The ZIP of order {order}", cancellationToken);
        if (number is null) throw new OrdersException(ExitCode.Failed, "The service names no number for its ZIP; fetch single files, without --zip.");
        var length = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength;
        return new ZipVersion(number, length, IsSent: false, StrongTag(response), await TailAsync(client, response, cancellationToken));
    }

    /// <summary>The same with its length.</summary>
    public async Task<ZipVersion> WithLengthAsync(OrdersClient client, long order, CancellationToken cancellationToken)
    {
        if (Length is not null) return this;
        using var response = await HeadAsync(client, AddressOf(order, Number), cancellationToken);
        return response.IsSuccessStatusCode ? this with { Length = response.Content.Headers.ContentLength, ETag = StrongTag(response) } : this;
    }

    /// <summary>Begins its part in ranges that can be asked for side by side, if it is known well enough and nothing is there.</summary>
    /// <param name="part">The part.</param>
    /// <param name="service">Where it is from.</param>
    /// <param name="connections">How many ranges at most.</param>
    /// <returns>How many bytes of it are there by that: its last ones, which are a range of their own, if they came already.</returns>
    public long Begin(PartFile part, Uri service, int connections)
    {
        if (part.Ranges.Count > 0 || Length is not { } length || ETag is null) return 0;
        var tail = Tail?.Length ?? 0;
        var ranges = (int)Math.Clamp(length / Wanted.LeastRangeOfZip, 1, connections);
        var first = ranges < connections && length - tail > 2 * LineSpeed.Sample ? LineSpeed.Sample : 0;
        part.Begin(ETag, service.GetLeftPart(UriPartial.Authority), length, ranges, tail, first);
        if (tail > 0) part.Write(part.Ranges[^1], Tail);
        return tail;
    }

    /// <summary>The address of a ZIP, relative to that of the service.</summary>
    public static string AddressOf(long order, string number) => $"{OrdersClient.Order(order)}/download/{number}";

    /// <summary>The numbers of those that an earlier run has begun.</summary>
    public static IReadOnlyList<string> Begun(WorkFolder work) =>
        [.. Directory.EnumerateFiles(work.Path, "zip-*.ranges").Select(file => Path.GetFileNameWithoutExtension(file)["zip-".Length..])];

    /// <summary>Where its bytes are meanwhile.</summary>
    public static string PathOf(WorkFolder work, string number) => Path.Combine(work.Path, $"zip-{number}");

    private static async Task<byte[]?> TailAsync(OrdersClient client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange is not { To: { } last, Length: { } length } || last + 1 != length)
            return null;
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(client.Connection.Schedule.Patience(Silence));
        try
        {
            return await response.Content.ReadAsByteArrayAsync(silence.Token);
        }
        catch (Exception e) when (ServiceConnection.IsLineFault(e, cancellationToken))
        {
            // It comes with the rest.
            return null;
        }
    }

    private static string? StrongTag(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    private static Task<HttpResponseMessage> HeadAsync(OrdersClient client, string address, CancellationToken cancellationToken) =>
        client.Connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Head, address), cancellationToken);
}
