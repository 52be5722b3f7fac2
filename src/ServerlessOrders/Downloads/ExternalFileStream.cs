using System.Globalization;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Downloads;

/// <summary>
/// An external file, straight from its host. It has a length if host or catalog know it, and can be read from elsewhere than
/// its start if the host sends ranges. Nothing is buffered but one byte if the length is unknown, which is held back until
/// the end is certain. Only asynchronous reads.
/// </summary>
internal sealed class ExternalFileStream : AsyncReadStream
{
    private readonly ExternalPart _first;
    private readonly long? _length;
    private readonly ExternalStreamRules _rules;
    private readonly byte[] _ahead = new byte[1];
    private ExternalPart _part;
    private Stream? _source;
    private long _sourcePosition;
    private long _position;
    private bool _isAhead;
    private bool _ended;

    /// <summary>Takes over an answer of the host.</summary>
    /// <param name="part">What the host sends.</param>
    /// <param name="length">The bytes of the file; null if neither host nor catalog knows them.</param>
    /// <param name="rules">How to go on.</param>
    internal ExternalFileStream(ExternalPart part, long? length, ExternalStreamRules rules)
    {
        _first = _part = part;
        _length = length;
        _rules = rules;
        _sourcePosition = part.From;
    }

    /// <summary>True if any byte can be read at any time.</summary>
    internal bool SendsRanges => _first.IsRange;

    /// <summary>The host's name for the version that is read.</summary>
    internal string? ETag => _first.ETag;

    /// <summary>When that version was made.</summary>
    internal DateTimeOffset? LastModified => _first.LastModified;

    /// <summary>
    /// What the host calls the version that is read; if it has no name for it, only the size tells versions apart, and in the end the CRC-32.
    /// Manifests keep it, so the text of a version must stay the same.
    /// </summary>
    internal string VersionOf(long size) => string.Create(CultureInfo.InvariantCulture, $"{ETag}|{LastModified:O}|{size}");

    /// <inheritdoc/>
    public override bool CanSeek => _length is not null;

    /// <inheritdoc/>
    public override long Length => _length ?? throw new NotSupportedException("The length is unknown.");

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = CanSeek ? value : throw new NotSupportedException("The length is unknown.");
    }

    /// <inheritdoc/>
    /// <exception cref="ExternalFileException">The file has become unreadable: the transfer must break off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || (_length > 0 ? _position >= _length : _ended)) return 0;
        if (_sourcePosition != _position || (_length > 0 && _position == _part.End)) await BeginAsync(cancellationToken);

        var count = 0;
        if (_isAhead)
        {
            buffer.Span[0] = _ahead[0];
            _isAhead = false;
            count = 1;
        }

        if ((_part.End ?? _length) is { } end) buffer = buffer[..(int)Math.Min(buffer.Length, end - _position)];
        if (count < buffer.Length) count += await ReceiveAsync(buffer[count..], cancellationToken);
        if (count == 0 && _length > 0)
            throw new ExternalFileException(FormattableString.Invariant($"Its host broke off at byte {_position} of {_length}"));
        _sourcePosition = _position += count;
        if (_position > _rules.MaxBytes)
            throw new ExternalFileException(FormattableString.Invariant($"The file has more bytes than Orders:ExternalMaxBytes allows ({_rules.MaxBytes})"));
        if (_length is null || _position == _length) await LookAheadAsync(cancellationToken);
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _part.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Asks the host for the bytes from here on: after a seek, or if it sent fewer than it was asked for.</summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _part.Dispose();
        _source = null;
        _part = await _rules.Reopen(new ByteSpan(_position, null), cancellationToken);
        if (!_part.IsRange || _part.From != _position || !_part.IsOfSameFile(_first))
            throw new ExternalFileException("The file changed at its host while it was read");
        _sourcePosition = _position;
    }

    /// <summary>Behind the last byte nothing may follow; then, and before that byte is handed out, the download counts.</summary>
    private async Task LookAheadAsync(CancellationToken cancellationToken)
    {
        _isAhead = await ReceiveAsync(_ahead, cancellationToken) > 0;
        if (_isAhead && _length is { } length)
            throw new ExternalFileException(FormattableString.Invariant($"Its host sent more than the {length} bytes of the file"));
        if (_isAhead || _ended) return;
        _ended = true;
        await _rules.BeforeLastByte();
    }

    private async Task<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(_rules.IdleTimeout);
        try
        {
            _source ??= await _part.Response.Content.ReadAsStreamAsync(idle.Token);
            return await _source.ReadAsync(buffer, idle.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ExternalFileException(
                FormattableString.Invariant($"Its host sent nothing for {_rules.IdleTimeout.TotalSeconds} s at byte {_position}"), late);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new ExternalFileException(FormattableString.Invariant($"Its host broke off at byte {_position}"), broken);
        }
    }
}

/// <summary>How an external file is read on.</summary>
/// <param name="Reopen">Asks the host for other bytes.</param>
/// <param name="IdleTimeout">How long the host may send nothing.</param>
/// <param name="MaxBytes">The most bytes of a file.</param>
/// <param name="BeforeLastByte">Runs once, before the read that returns the last byte.</param>
internal sealed record ExternalStreamRules(
    Func<ByteSpan, CancellationToken, Task<ExternalPart>> Reopen, TimeSpan IdleTimeout, long MaxBytes, Func<Task> BeforeLastByte);
