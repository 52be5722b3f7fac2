using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// A file on its way: its bytes in <c>{name}.part</c>, and in <c>{name}.ranges</c> which of them are there. Bytes are written before
/// they are counted, so a process may be killed at any time; what was counted and then lost with the machine is found by the digest.
/// </summary>
/// <remarks>
/// The ranges: a line with the entity tag, one with the host it is from, then a line per range: first byte, end, and as 20 digits, which
/// are overwritten in place, how many bytes of it are there.
/// </remarks>
internal sealed class PartFile : IDisposable
{
    private const int Digits = 20;
    private const string NewRanges = ".new";

    private readonly string _ranges;
    private readonly SafeFileHandle _bytes;
    // Counts are written while the ranges may be divided.
    private readonly Lock _gate = new();
    private SafeFileHandle? _state;
    private TaskCompletionSource _grown = NewGrowth();

    private PartFile(string path)
    {
        (Path, _ranges) = (path + ".part", path + ".ranges");
        _bytes = File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    /// <summary>Where the bytes are.</summary>
    public string Path { get; }

    /// <summary>The version of the content; null if the service names none.</summary>
    public string? ETag { get; private set; }

    /// <summary>Who named it.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>What it consists of; empty before it is begun.</summary>
    public IReadOnlyList<PartRange> Ranges { get; private set; } = [];

    /// <summary>Its bytes.</summary>
    public long Size => Ranges.Count == 0 ? 0 : Ranges[^1].End;

    /// <summary>How many are there.</summary>
    public long Present => Ranges.Sum(range => range.Done);

    /// <summary>True if all are.</summary>
    public bool IsComplete => Ranges.Count > 0 && Ranges.All(range => range.Position == range.End);

    /// <summary>Ends when further bytes are there.</summary>
    public Task Grown => Volatile.Read(ref _grown).Task;

    /// <summary>True if all bytes from one to behind another are there.</summary>
    public bool Covers(long from, long to) => Size >= to && Ranges.All(range => range.Start >= to || range.End <= from || range.Position >= Math.Min(to, range.End));

    /// <summary>Opens what an earlier run has left, or an empty one.</summary>
    public static PartFile Open(string path)
    {
        var part = new PartFile(path);
        part.Restore();
        return part;
    }

    /// <summary>Begins anew: whatever was there is forgotten.</summary>
    /// <param name="etag">The version; null for none.</param>
    /// <param name="origin">Who named it.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="ranges">In how many ranges of one length it is to come.</param>
    /// <param name="tail">How many of the last bytes are a further range.</param>
    /// <param name="first">
    /// How many of the first bytes are a range of their own, whose speed tells in how many the others are to come (<see cref="Divide"/>); 0
    /// if that is known.
    /// </param>
    public void Begin(string? etag, string origin, long size, int ranges, long tail = 0, long first = 0)
    {
        lock (_gate)
        {
            RandomAccess.SetLength(_bytes, 0);
            (ETag, Origin) = (etag, origin);
            List<PartRange> list = first == 0
                ? [.. PartRange.Even(0, size - tail, ranges)]
                : [new PartRange(0, first), new PartRange(first, size - tail) { IsUndivided = true }];
            if (tail > 0) list.Add(new PartRange(size - tail, size));
            SetRanges(list);
        }
    }

    /// <summary>Has an undivided range come in so many; the others are on their way meanwhile.</summary>
    /// <returns>The new ranges.</returns>
    public IReadOnlyList<PartRange> Divide(PartRange undivided, int count)
    {
        lock (_gate)
        {
            List<PartRange> divided = [.. PartRange.Even(undivided.Start, undivided.End, count)];
            SetRanges([.. Ranges.SelectMany(range => range == undivided ? divided : [range])]);
            return divided;
        }
    }

    /// <summary>The next bytes of a range.</summary>
    public void Write(PartRange range, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_bytes, bytes, range.Position);
        Span<byte> digits = stackalloc byte[Digits];
        lock (_gate)
        {
            range.Done += bytes.Length;
            range.Done.TryFormat(digits, out _, "D20", CultureInfo.InvariantCulture);
            RandomAccess.Write(_state!, digits, range.StateOffset);
        }

        Interlocked.Exchange(ref _grown, NewGrowth()).TrySetResult();
    }

    /// <summary>Bytes that are there.</summary>
    public void Read(long position, Span<byte> target)
    {
        for (int count; target.Length > 0; target = target[count..], position += count)
        {
            count = RandomAccess.Read(_bytes, target, position);
            if (count == 0) throw new EndOfStreamException($"{Path} is shorter than what was written to it.");
        }
    }

    /// <summary>Removes it.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(Path);
        File.Delete(_ranges);
    }

    /// <summary>Gives it its name.</summary>
    /// <returns>False if another file has it.</returns>
    public bool MoveTo(string path)
    {
        Dispose();
        if (File.Exists(path)) return false;
        File.Move(Path, path);
        File.Delete(_ranges);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _state?.Dispose();
    }

    private static TaskCompletionSource NewGrowth() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Replaces the file of ranges: a process that is killed meanwhile leaves the one or the other.</summary>
    private void SetRanges(IReadOnlyList<PartRange> ranges)
    {
        var text = new StringBuilder().Append(ETag).Append('\n').Append(Origin).Append('\n');
        var offset = Encoding.UTF8.GetByteCount(text.ToString());
        foreach (var range in ranges)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{range.Start} {range.End} {range.Done:D20}\n");
            range.StateOffset = offset + line.Length - 1 - Digits;
            offset += line.Length;
            text.Append(line);
        }

        // On a full disk the old ones stay, which others may be writing.
        File.WriteAllText(_ranges + NewRanges, text.ToString());
        _state?.Dispose();
        File.Move(_ranges + NewRanges, _ranges, overwrite: true);
        _state = File.OpenHandle(_ranges, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        Ranges = ranges;
    }

    private void Restore()
    {
        if (!File.Exists(_ranges)) return;
        var text = File.ReadAllText(_ranges);
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0) return;
        var offset = Encoding.UTF8.GetByteCount(lines[0]) + Encoding.UTF8.GetByteCount(lines[1]) + 2;
        var ranges = new List<PartRange>();
        foreach (var line in lines[2..^1])
        {
            var fields = line.Split(' ');
            if (fields.Length != 3 || !long.TryParse(fields[0], out var start) || !long.TryParse(fields[1], out var end) || !long.TryParse(fields[2], out var done)
                || done < 0 || start + done > end) return;
            ranges.Add(new PartRange(start, end) { Done = done, StateOffset = offset + line.Length - Digits });
            offset += line.Length + 1;
        }

        // Never more than the file has: what is missing is fetched again.
        var length = RandomAccess.GetLength(_bytes);
        foreach (var range in ranges) range.Done = Math.Clamp(length - range.Start, 0, range.Done);
        (ETag, Origin, Ranges) = (lines[0].Length == 0 ? null : lines[0], lines[1], ranges);
        _state = File.OpenHandle(_ranges, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
    }
}

/// <summary>Bytes of a part that are fetched one after another.</summary>
internal sealed class PartRange(long start, long end)
{
    private long _done;

    /// <summary>The end of a content whose length nobody tells.</summary>
    public const long Unknown = long.MaxValue;

    /// <summary>Its first byte.</summary>
    public long Start => start;

    /// <summary>Behind its last byte; <see cref="Unknown"/> until the last byte of a content of unknown length has come.</summary>
    public long End { get; set; } = end;

    /// <summary>How many are there.</summary>
    public long Done
    {
        get => Volatile.Read(ref _done);
        set => Volatile.Write(ref _done, value);
    }

    /// <summary>The next byte to come.</summary>
    public long Position => start + Done;

    /// <summary>Where its count is in the file of ranges.</summary>
    public long StateOffset { get; set; }

    /// <summary>True if it is not asked for before it is known in how many ranges it is to come.</summary>
    public bool IsUndivided { get; init; }

    /// <summary>So many ranges of one length; the last has what is left over.</summary>
    public static IEnumerable<PartRange> Even(long start, long end, int count)
    {
        var length = (end - start) / Math.Max(1, count);
        return Enumerable.Range(0, count).Select(index => new PartRange(start + (length * index), index == count - 1 ? end : start + (length * (index + 1))));
    }
}
