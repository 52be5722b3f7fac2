using System.Globalization;
using System.Net;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>A ZIP of an order: what the ZIP of a number holds never changes.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Length">Its bytes; null if the service did not tell.</param>
/// <param name="IsSent">True if all of it was sent before, and nothing new can be had.</param>
/// <param name="ETag">Its entity tag; null if the service did not tell.</param>
internal sealed record ZipVersion(string Number, long? Length, bool IsSent, string? ETag = null)
{
    // Room for an entry with a long name: should it not be enough, files are cut out later.
    private const long DirectoryEntry = 192;

    /// <summary>The ZIP of what is available, else the one that was sent last; null if there is neither.</summary>
    /// <exception cref="OrdersException">The service refuses, or has no numbers.</exception>
    public static async Task<ZipVersion?> FindAsync(OrdersClient client, long order, CancellationToken cancellationToken)
    {
        using var response = await HeadAsync(client, OrdersClient.Order(order) + "/download", cancellationToken);
        var number = response.Content.Headers.ContentLocation?.OriginalString.Split('/')[^1];
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)) number = null;
        if (response.StatusCode == HttpStatusCode.NoContent) return number is null ? null : new ZipVersion(number, null, IsSent: true);
        if (!response.IsSuccessStatusCode) throw await ServiceConnection.RefusalAsync(response, $"The ZIP of order {order}", cancellationToken);
        return number is not null
            ? new ZipVersion(number, response.Content.Headers.ContentLength, IsSent: false, StrongTag(response))
            : throw new OrdersException(ExitCode.Failed, "The service names no number for its ZIP; fetch single files, without --zip.");
    }

    /// <summary>The same with its length.</summary>
    public async Task<ZipVersion> WithLengthAsync(OrdersClient client, long order, CancellationToken cancellationToken)
    {
        if (Length is not null) return this;
        using var response = await HeadAsync(client, AddressOf(order, Number), cancellationToken);
        return response.IsSuccessStatusCode ? this with { Length = response.Content.Headers.ContentLength, ETag = StrongTag(response) } : this;
    }

    /// <summary>Begins its part in ranges that can all be asked for at once, if it is known well enough and nothing is there.</summary>
    /// <param name="part">The part.</param>
    /// <param name="service">Where it is from.</param>
    /// <param name="connections">How many ranges at most.</param>
    /// <param name="files">If they are to be cut out of it, how many files it holds: its directory is a range of its own then.</param>
    public void Begin(PartFile part, Uri service, int connections, long files = 0)
    {
        if (part.Ranges.Count > 0 || Length is not { } length || ETag is null) return;
        var tail = files == 0 || length < 2 * (files + 1) * DirectoryEntry ? 0 : (files + 1) * DirectoryEntry;
        part.Begin(ETag, service.GetLeftPart(UriPartial.Authority), length, (int)Math.Clamp(length / Wanted.LeastRangeOfZip, 1, connections), tail);
    }

    /// <summary>The address of a ZIP, relative to that of the service.</summary>
    public static string AddressOf(long order, string number) => $"{OrdersClient.Order(order)}/download/{number}";

    /// <summary>The numbers of those that an earlier run has begun.</summary>
    public static IReadOnlyList<string> Begun(WorkFolder work) =>
        [.. Directory.EnumerateFiles(work.Path, "zip-*.ranges").Select(file => Path.GetFileNameWithoutExtension(file)["zip-".Length..])];

    /// <summary>Where its bytes are meanwhile.</summary>
    public static string PathOf(WorkFolder work, string number) => Path.Combine(work.Path, $"zip-{number}");

    private static string? StrongTag(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    private static Task<HttpResponseMessage> HeadAsync(OrdersClient client, string address, CancellationToken cancellationToken) =>
        client.Connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Head, address), cancellationToken);
}
