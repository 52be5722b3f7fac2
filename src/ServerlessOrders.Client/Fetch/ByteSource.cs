using System.Net;
using System.Net.Http.Headers;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>Brings the bytes of one address into a part, over as many connections and interruptions as it takes.</summary>
/// <param name="connection">The service.</param>
/// <param name="connections">How many transfers may be under way, over all files.</param>
/// <param name="watcher">Is told of bytes.</param>
internal sealed class ByteSource(ServiceConnection connection, SemaphoreSlim connections, IFetchWatcher watcher)
{
    private const int BufferSize = 1 << 18;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Fetches what a part does not have yet.</summary>
    /// <param name="address">Where.</param>
    /// <param name="part">What is there; begun anew if the content is another one by now.</param>
    /// <param name="wanted">How long it is, and over how many connections it may come.</param>
    /// <param name="digest">Is given the bytes as they come, if they come in one piece; null if nobody wants it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>When the content was last changed, if the service tells.</returns>
    /// <exception cref="OrdersException">The service refuses.</exception>
    public async Task<DateTimeOffset?> FetchAsync(string address, PartFile part, Wanted wanted, Func<ContentDigest?> digest, CancellationToken cancellationToken)
    {
        DateTimeOffset? changed = null;
        for (var attempt = 0; ; attempt++)
        {
            var before = part.Present;
            try
            {
                // The shortest first: it may be wanted before the others.
                var open = part.Ranges.Where(range => range.Position < range.End).OrderBy(range => range.End - range.Position).ToList();
                var answers = part.Ranges.Count == 0 ? [await BeginAsync(address, part, wanted, digest, cancellationToken)]
                    : open.Find(range => range.IsUndivided) is { } rest ? await DivideAsync(rest, open.FindAll(range => range != rest))
                    : await Task.WhenAll(open.Select(Continue));
                changed = answers.FirstOrDefault(answer => answer is not null) ?? changed;
                if (part.IsComplete) return changed;
                if (part.Present > before) attempt = -1;
            }
            catch (Exception e) when (e is ContentChangedException || ServiceConnection.IsLineFault(e, cancellationToken))
            {
                if (e is ContentChangedException && attempt > 2)
                    throw new OrdersException(ExitCode.Changed, "its content changes while it is fetched", e);
                if (part.Present > before)
                {
                    // The line is there, only not for long: no time is lost.
                    attempt = -1;
                    continue;
                }

                if (attempt >= wanted.FruitlessAttempts) throw new OrdersException(ExitCode.Failed, $"it does not come ({ServiceConnection.Reason(e)})", e);
                await connection.Schedule.WaitAsync(RetrySchedule.Pause(attempt), $"the line ({ServiceConnection.Reason(e)})", cancellationToken);
            }
        }

        Task<DateTimeOffset?> Continue(PartRange range) => ContinueAsync(address, part, range, digest, cancellationToken);

        // The first range tells how many connections the rest is worth, which begins before that one has ended.
        async Task<DateTimeOffset?[]> DivideAsync(PartRange rest, List<PartRange> others)
        {
            var tasks = others.Select(Continue).ToList();
            var coming = Task.WhenAll(tasks);
            var (bytes, most) = (rest.End - rest.Start, Math.Max(1, wanted.Ranges));
            var count = await LineSpeed.MeasureAsync(part, coming, bytes, most);
            if (coming.IsFaulted || coming.IsCanceled) await coming;
            tasks.AddRange(part.Divide(rest, (int)Math.Clamp(bytes / wanted.LeastRange, count, most)).Select(Continue));
            return await Task.WhenAll(tasks);
        }
    }

    /// <summary>Tells the service that a file is here, by fetching its last byte again.</summary>
    public async Task AcknowledgeAsync(string address, CancellationToken cancellationToken)
    {
        using var held = await HoldAsync(cancellationToken);
        using var response = await OpenAsync(address, request => request.Headers.Range = new RangeHeaderValue(null, 1), cancellationToken);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentLength is <= 1)
            await response.Content.LoadIntoBufferAsync(cancellationToken);
    }

    private async Task<DateTimeOffset?> BeginAsync(
        string address, PartFile part, Wanted wanted, Func<ContentDigest?> digest, CancellationToken cancellationToken)
    {
        var count = (int)Math.Clamp((wanted.Size ?? 0) / wanted.LeastRange, 1, Math.Max(1, wanted.Ranges));
        var held = await HoldAsync(cancellationToken);
        try
        {
            using var response = await OpenAsync(
                address, request => request.Headers.Range = count > 1 ? new RangeHeaderValue(0, (wanted.Size!.Value / count) - 1) : null, cancellationToken);
            await RefuseAsync(response, cancellationToken);
            var isPart = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.Length == wanted.Size;
            if (response.StatusCode == HttpStatusCode.PartialContent && !isPart) return await AnewAsync(part);
            part.Begin(
                Strong(response), Origin(response), isPart ? wanted.Size!.Value : response.Content.Headers.ContentLength ?? PartRange.Unknown, isPart ? count : 1);
            // The others begin while this answer brings the first range, which gives its place back as soon as it has.
            var others = part.Ranges.Skip(1).Select(range => ContinueAsync(address, part, range, digest, cancellationToken)).ToList();
            try
            {
                await CopyAsync(response, part, part.Ranges[0], digest, cancellationToken);
            }
            finally
            {
                held.Dispose();
                await Task.WhenAll(others);
            }

            return response.Content.Headers.LastModified;
        }
        finally
        {
            held.Dispose();
        }
    }

    private async Task<DateTimeOffset?> ContinueAsync(
        string address, PartFile part, PartRange range, Func<ContentDigest?> digest, CancellationToken cancellationToken)
    {
        if (range.End == PartRange.Unknown) return await AnewAsync(part);
        using var held = await HoldAsync(cancellationToken);
        using var response = await OpenAsync(
            address,
            request =>
            {
                request.Headers.Range = new RangeHeaderValue(range.Position, range.End - 1);
                // Another host (a direct link) has tags of its own: there the digest has to tell.
                if (part.ETag is { } tag && IsFrom(request.RequestUri, part.Origin)) request.Headers.IfRange = new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(tag));
            },
            cancellationToken);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.RequestedRangeNotSatisfiable) return await AnewAsync(part);
        await RefuseAsync(response, cancellationToken);
        if (response.Content.Headers.ContentRange is not { } sent || sent.From != range.Position || (sent.Length ?? part.Size) != part.Size) return await AnewAsync(part);
        await CopyAsync(response, part, range, digest, cancellationToken);
        return response.Content.Headers.LastModified;
    }

    private async Task CopyAsync(HttpResponseMessage response, PartFile part, PartRange range, Func<ContentDigest?> digest, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (range.Position < range.End)
            {
                silence.CancelAfter(connection.Schedule.Patience(Silence));
                var count = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferSize, range.End - range.Position)), silence.Token);
                if (count == 0)
                {
                    if (range.End != PartRange.Unknown) throw new HttpIOException(HttpRequestError.ResponseEnded, "it ended too early");
                    range.End = range.Position;
                    return;
                }

                var hash = part.Ranges.Count == 1 ? digest() : null;
                var isNext = hash?.Length == range.Position;
                part.Write(range, buffer.AsSpan(0, count));
                if (isNext) hash!.Append(buffer.AsSpan(0, count));
                watcher.Advanced(count);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string address, Action<HttpRequestMessage> shape, CancellationToken cancellationToken)
    {
        var target = new Uri(connection.Address, address);
        for (var hops = 0; ; hops++)
        {
            var at = target;
            var response = await connection.SendAsync(
                () =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Get, at);
                    if (hops == 0) request.Headers.TryAddWithoutValidation("Prefer", "direct");
                    shape(request);
                    return request;
                },
                cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.Found) || response.Headers.Location is null || hops == 4)
                return response;
            target = new Uri(target, response.Headers.Location);
            response.Dispose();
            if (target.Scheme is not ("http" or "https")) throw new OrdersException(ExitCode.Failed, $"the service refers to {target.Scheme}:, which is not fetched");
        }
    }

    private Task<DateTimeOffset?> AnewAsync(PartFile part)
    {
        watcher.Advanced(-part.Present);
        part.Begin(null, "", 0, 0);
        throw new ContentChangedException();
    }

    private async Task<IDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        await connections.WaitAsync(cancellationToken);
        return new Held(connections);
    }

    private async Task RefuseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Accepted) throw new NotReadyException(connection.Schedule.Asked(response.Headers));
        if (response.IsSuccessStatusCode) return;
        var refusal = await ServiceConnection.RefusalAsync(response, "it was refused", cancellationToken);
        // The service answers alike for every file that it cannot read; only its words tell that this one is not what was ordered.
        var isChanged = refusal.Status == HttpStatusCode.UnprocessableEntity && refusal.Message.Contains("changed", StringComparison.Ordinal);
        throw isChanged ? new OrdersException(ExitCode.Changed, refusal.Message, refusal) : refusal;
    }

    private static bool IsFrom(Uri? address, string origin) => address?.GetLeftPart(UriPartial.Authority) == origin;

    private static string Origin(HttpResponseMessage response) => response.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Authority);

    // A weak tag does not stand for the same bytes (RFC 9110, section 13.1.5).
    private static string? Strong(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    private sealed class Held(SemaphoreSlim connections) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) connections.Release();
        }
    }

    private sealed class ContentChangedException : Exception;
}
