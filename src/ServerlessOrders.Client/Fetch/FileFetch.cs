using System.Globalization;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>Brings one file into the folder: its bytes, its digest, its time, then its name.</summary>
internal sealed class FileFetch(string folder, WorkFolder work, ByteSource source, RetrySchedule schedule, IFetchWatcher watcher)
{
    private const int Attempts = 2;

    private static readonly TimeSpan NotReady = TimeSpan.FromSeconds(5);

    /// <summary>Fetches a file.</summary>
    /// <param name="file">Which.</param>
    /// <param name="ranges">Over how many connections, if it is large.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OrdersException">It cannot be fetched; says why, without its name.</exception>
    public async Task RunAsync(PlannedFile file, int ranges, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var part = PartFile.Open(PathOf(file));
            using var digest = new CurrentDigest(file.Digest);
            if (part is { Ranges.Count: 1 }) await digest.Value.AppendAsync(part.Path, part.Present, cancellationToken);
            var changed = part.IsComplete ? null : await FetchAsync(file, part, ranges, digest, cancellationToken);
            var isSize = file.Size is null || file.Size == part.Size;
            await digest.Value.AppendAsync(part.Path, part.Size, cancellationToken);
            var (sha256, isRight) = digest.Value.Finish();
            if (isSize && isRight)
            {
                Finish(file, part, sha256, changed);
                return;
            }

            watcher.Advanced(-part.Present);
            part.Delete();
            if (attempt == Attempts)
                throw new OrdersException(ExitCode.Changed, isSize ? "its digest is not that of the order" : "its size is not that of the order");
        }
    }

    /// <summary>How many bytes of a file an earlier run has left.</summary>
    public long PresentOf(PlannedFile file)
    {
        if (!File.Exists(PathOf(file) + ".ranges")) return 0;
        using var part = PartFile.Open(PathOf(file));
        return part.Present;
    }

    /// <summary>Gives a file its name that was verified before a run ended; false if its part is gone.</summary>
    public bool Resume(PlannedFile file, FinishedFile finished)
    {
        if (finished.IsAt(Path.Combine(folder, file.Name))) return true;
        var part = PathOf(file) + ".part";
        if (!finished.IsAt(part) || File.Exists(Path.Combine(folder, file.Name))) return false;
        File.Move(part, Path.Combine(folder, file.Name));
        File.Delete(PathOf(file) + ".ranges");
        return true;
    }

    private async Task<DateTimeOffset?> FetchAsync(PlannedFile file, PartFile part, int ranges, CurrentDigest digest, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await source.FetchAsync(AddressOf(file.Id), part, new Wanted(ranges, file.Size), () => digest.For(part), cancellationToken);
            }
            catch (NotReadyException e)
            {
                await schedule.WaitAsync(e.RetryAfter ?? NotReady, $"{file.Name} to be prepared", cancellationToken);
            }
        }
    }

    /// <summary>Takes a file whose bytes came by another way; false if they are not right.</summary>
    /// <param name="file">Which.</param>
    /// <param name="content">All of it.</param>
    /// <param name="digestOfOther">What it is verified by if the order names no digest.</param>
    /// <param name="changed">When it was last changed; null if that is not known.</param>
    /// <exception cref="OrdersException">Another file has its name.</exception>
    public bool Accept(PlannedFile file, ReadOnlySpan<byte> content, string? digestOfOther, DateTimeOffset? changed)
    {
        var path = Path.Combine(folder, file.Name);
        if (File.Exists(path)) throw InTheWay();
        using var digest = new ContentDigest(file.Digest ?? digestOfOther);
        digest.Append(content);
        var (sha256, isRight) = digest.Finish();
        if (!isRight) return false;
        var part = PathOf(file) + ".part";
        using (var handle = File.OpenHandle(part, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            if (changed is { } time) File.SetLastWriteTimeUtc(handle, time.UtcDateTime);
            work.Add(new FinishedFile(file.Id, content.Length, File.GetLastWriteTimeUtc(handle), sha256, file.Name));
        }

        File.Move(part, path);
        watcher.Finished(file.Name, content.Length);
        return true;
    }

    private void Finish(PlannedFile file, PartFile part, string sha256, DateTimeOffset? changed)
    {
        if (changed is { } time) File.SetLastWriteTimeUtc(part.Path, time.UtcDateTime);
        work.Add(new FinishedFile(file.Id, part.Size, File.GetLastWriteTimeUtc(part.Path), sha256, file.Name));
        if (!part.MoveTo(Path.Combine(folder, file.Name))) throw InTheWay();
        watcher.Finished(file.Name, part.Size);
    }

    private static OrdersException InTheWay() =>
        new(ExitCode.InTheWay, "another file has its name; move that one away, and the same command goes on");

    /// <summary>The address of a file, relative to that of the service.</summary>
    public static string AddressOf(long id) => string.Create(CultureInfo.InvariantCulture, $"orders/files/{id}");

    private string PathOf(PlannedFile file) => Path.Combine(work.Path, file.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>The digest of what has come; anew if the part was begun anew.</summary>
    private sealed class CurrentDigest(string? expected) : IDisposable
    {
        public ContentDigest Value { get; private set; } = new(expected);

        public ContentDigest For(PartFile part)
        {
            if (part.Ranges.Count == 1 && Value.Length <= part.Ranges[0].Position) return Value;
            if (part.Ranges.Count == 1)
            {
                Value.Dispose();
                Value = new ContentDigest(expected);
            }

            return Value;
        }

        public void Dispose() => Value.Dispose();
    }
}
