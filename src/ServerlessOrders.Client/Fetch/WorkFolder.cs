using System.Globalization;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// What is under way, in a folder <c>.orders-{order}</c> beside the files: parts, and the journal of the files that are finished. One
/// process at a time; gone when the order is fetched.
/// </summary>
/// <remarks>
/// A line of the journal: number, bytes, time of last change (ticks, UTC), SHA-256 and name, between tabs. It is written when a part is
/// complete and verified, before the part gets its name; a line without its end is none.
/// </remarks>
internal sealed class WorkFolder : IDisposable
{
    /// <summary>How its name begins.</summary>
    public const string Prefix = ".orders-";

    private readonly FileStream _lock;
    private readonly StreamWriter _journal;
    private readonly Dictionary<long, FinishedFile> _finished = [];
    private readonly Lock _gate = new();

    private WorkFolder(string path, FileStream held)
    {
        (Path, _lock) = (path, held);
        var journal = System.IO.Path.Combine(path, "journal");
        var whole = 0;
        if (File.Exists(journal))
        {
            var text = File.ReadAllText(journal);
            whole = text.LastIndexOf('\n') + 1;
            foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
                if (FinishedFile.Parse(line) is { } file) _finished[file.Id] = file;
            whole = System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, whole));
        }

        var stream = new FileStream(journal, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        stream.SetLength(whole);
        stream.Seek(0, SeekOrigin.End);
        _journal = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>True if an earlier run has left one.</summary>
    public static bool Exists(string folder, long order) => Directory.Exists(PathOf(folder, order));

    /// <summary>The folder of an order in another; made if it is not there.</summary>
    /// <exception cref="OrdersException">Another process fetches this order into this folder.</exception>
    /// <exception cref="IOException">No file can be made or opened there.</exception>
    public static WorkFolder Open(string folder, long order)
    {
        var path = PathOf(folder, order);
        Directory.CreateDirectory(path);
        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (DiskFaults.IsHeld(e))
        {
            throw new OrdersException(ExitCode.InTheWay, $"Order {order} is being fetched into {folder} by another process; wait for it, or stop it.", e);
        }

        return new WorkFolder(path, held);
    }

    /// <summary>The finished file of a number; null if it is not finished.</summary>
    public FinishedFile? Find(long id)
    {
        lock (_gate) return _finished.GetValueOrDefault(id);
    }

    /// <summary>All finished files.</summary>
    public IReadOnlyList<FinishedFile> Finished
    {
        get
        {
            lock (_gate) return [.. _finished.Values];
        }
    }

    /// <summary>Records that a file is complete and right.</summary>
    public void Add(FinishedFile file)
    {
        lock (_gate)
        {
            _journal.WriteLine(file.ToLine());
            _finished[file.Id] = file;
        }
    }

    private static string PathOf(string folder, long order) =>
        System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{order}"));

    /// <summary>Removes all of it.</summary>
    public void Remove()
    {
        Dispose();
        Directory.Delete(Path, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal.Dispose();
        _lock.Dispose();
    }
}

/// <summary>A file that is complete and was right.</summary>
internal sealed record FinishedFile(long Id, long Size, DateTime Changed, string Sha256, string Name)
{
    /// <summary>True if the file of the folder is still that one, as far as its size and time tell.</summary>
    public bool IsAt(string path) => new FileInfo(path) is { Exists: true } file && file.Length == Size && file.LastWriteTimeUtc == Changed;

    /// <summary>A line of the journal.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Id}\t{Size}\t{Changed.Ticks}\t{Sha256}\t{Name}");

    /// <summary>Reads a line; null if it is none.</summary>
    public static FinishedFile? Parse(string line)
    {
        var fields = line.Split('\t');
        return fields.Length == 5 && long.TryParse(fields[0], CultureInfo.InvariantCulture, out var id)
            && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var size)
            && long.TryParse(fields[2], CultureInfo.InvariantCulture, out var ticks) && ticks is >= 0 and < 3155378975999999999
            ? new FinishedFile(id, size, new DateTime(ticks, DateTimeKind.Utc), fields[3], fields[4])
            : null;
    }
}
