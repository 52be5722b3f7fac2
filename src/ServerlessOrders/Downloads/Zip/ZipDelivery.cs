namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// Follows what one response sends of a ZIP, and has it recorded before the response's last byte goes out: whoever has read
/// a response to its end finds it recorded, so whoever has the whole ZIP finds its files DOWNLOADED, even when several
/// requests fetched it in parallel. A response that breaks off is recorded as far as it came, so that a client that goes on
/// from there completes the ZIP.
/// </summary>
/// <remarks>
/// The last bytes (those of the last read) of every response are held back, not just those of the ZIP, because with parallel
/// ranges any response may be the one that completes it. If recording fails then, so does the read, and the client asks again
/// for what it lacks. Records on the way are made while bytes go on, and may fail: the next one says the same and more.
/// </remarks>
internal sealed class ZipDelivery
{
    /// <summary>How many bytes go out between two records, so that a killed process leaves a short gap at most.</summary>
    public const long DefaultCheckpoint = 64 * 1024 * 1024;

    private readonly Func<long?> _responseLength;
    private readonly Func<DeliveredRange, CancellationToken, Task> _record;
    private readonly long _checkpoint;
    private long _end = -1;
    private long _recordedTo;
    private long _askedTo;
    private (Task Recording, DeliveredRange Range)? _onTheWay;

    /// <summary>Starts with the response.</summary>
    /// <param name="responseLength">
    /// Asked at the first read: how many bytes the response will send from there (its Content-Length, set by then); null for
    /// all up to the end of the ZIP.
    /// </param>
    /// <param name="record">
    /// Adds the bytes sent so far to the intervals on the manifest's row. Called with growing ranges of the same start, one after
    /// another: every <paramref name="checkpoint"/> bytes, and before the last bytes go out, which the range then includes. Must be
    /// idempotent.
    /// </param>
    /// <param name="checkpoint">Bytes between two records.</param>
    public ZipDelivery(
        Func<long?> responseLength,
        Func<DeliveredRange, CancellationToken, Task> record,
        long checkpoint = DefaultCheckpoint)
    {
        _responseLength = responseLength;
        _record = record;
        _checkpoint = checkpoint;
    }

    /// <summary>What was handed out so far.</summary>
    public DeliveredRange Sent { get; private set; }

    /// <summary>
    /// Records what was handed out and not recorded yet: called when the response is over, however it ended. What was on its way
    /// when a connection broke counts as sent, since nothing tells how much of it arrived; the client asks for it again.
    /// </summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await SettleAsync();
        if (Sent.To > _recordedTo) await RecordAsync(Sent, cancellationToken);
    }

    /// <summary>Called with bytes that are read but not yet handed out; records first if they are the last.</summary>
    internal async ValueTask PassAsync(long position, int count, long zipLength, CancellationToken cancellationToken)
    {
        EndFrom(position, zipLength);
        var passing = Sent with { To = position + count };
        if (passing.To >= _end)
        {
            await SettleAsync();
            if (_recordedTo < passing.To) await RecordAsync(passing, cancellationToken);
        }
        else if (Sent.To - _askedTo >= _checkpoint && _onTheWay is not { Recording.IsCompleted: false })
        {
            await SettleAsync();
            _askedTo = Sent.To;
            _onTheWay = (_record(Sent, cancellationToken), Sent);
        }

        Sent = passing;
    }

    /// <summary>Where the response ends that reads from a position on; a position elsewhere than behind what was sent begins anew.</summary>
    internal long EndFrom(long position, long zipLength)
    {
        if (_end < 0 || position != Sent.To)
        {
            Sent = new DeliveredRange(position, position);
            _recordedTo = _askedTo = position;
            var rest = zipLength - position;
            _end = position + Math.Clamp(_responseLength() ?? rest, 0, rest);
        }

        return _end;
    }

    /// <summary>Waits for the record on the way, if there is one, however it ends.</summary>
    private async ValueTask SettleAsync()
    {
        if (_onTheWay is not { } made) return;
        _onTheWay = null;
        await made.Recording.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (made.Recording.IsCompletedSuccessfully && made.Range.From == Sent.From) _recordedTo = Math.Max(_recordedTo, made.Range.To);
    }

    private async Task RecordAsync(DeliveredRange range, CancellationToken cancellationToken)
    {
        await _record(range, cancellationToken);
        _recordedTo = range.To;
    }
}
