using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>
/// An archive in memory: counts what is asked of it, keeps blobs on their way back as long as a test likes, and can hold back or
/// break a read. It refuses what storage refuses.
/// </summary>
internal sealed class MemoryArchive : IArchive, IArchiveListing
{
    private readonly ConcurrentDictionary<string, Blob> _blobs = new();
    private readonly ConcurrentDictionary<string, Blob> _hidden = new();
    private int _versions;
    private int _opened;
    private int _rehydrated;
    private int _lookedAt;

    /// <summary>How many blobs were opened for reading.</summary>
    public int Opened => _opened;

    /// <summary>How many blobs were looked at one by one, and pages of listings.</summary>
    public int LookedAt => _lookedAt;

    /// <summary>How often a rehydration was asked for.</summary>
    public int Rehydrated => _rehydrated;

    /// <summary>Called before a blob is opened.</summary>
    public Func<BlobLocation, Task> Opening { get; set; } = _ => Task.CompletedTask;

    public MemoryArchive Put(string location, string content, Readability readability = Readability.Online) =>
        Put(location, Encoding.UTF8.GetBytes(content), readability);

    public MemoryArchive Put(string location, byte[] content, Readability readability = Readability.Online, string? md5 = null)
    {
        _blobs[location] = new Blob(content, $"\"{Interlocked.Increment(ref _versions)}\"", readability, md5);
        return this;
    }

    public void Remove(string location) => _blobs.TryRemove(location, out _);

    /// <summary>Takes a blob away so that <see cref="Show"/> can bring the very same version back.</summary>
    public void Hide(string location)
    {
        if (_blobs.TryRemove(location, out var blob)) _hidden[location] = blob;
    }

    /// <summary>Brings a blob back that was hidden.</summary>
    public void Show(string location)
    {
        if (_hidden.TryRemove(location, out var blob)) _blobs[location] = blob;
    }

    /// <summary>The same blob, readable or not; one that is gone is ignored.</summary>
    public void Set(string location, Readability readability)
    {
        while (_blobs.TryGetValue(location, out var blob)
               && !_blobs.TryUpdate(location, blob with { Readability = readability }, blob))
        {
            // Changed meanwhile.
        }
    }

    public Task<ArchivedBlob?> FindAsync(BlobLocation location, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lookedAt);
        return Task.FromResult(_blobs.TryGetValue(location.ToString(), out var blob) ? Told(blob) : null);
    }

    public async IAsyncEnumerable<IReadOnlyList<BlobInArchive>> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken, string? from = null, int? most = null)
    {
        await Task.CompletedTask;
        var found = _blobs.Select(blob => (Location: BlobLocation.Parse(blob.Key), Blob: blob.Value))
            .Where(blob => blob.Location.Container == container && blob.Location.Name.StartsWith(prefix, StringComparison.Ordinal)
                && string.CompareOrdinal(blob.Location.Name, from) >= 0)
            .OrderBy(blob => blob.Location.Name, StringComparer.Ordinal);
        foreach (var page in found.Chunk(most ?? 5000))
        {
            Interlocked.Increment(ref _lookedAt);
            yield return [.. page.Select(blob => new BlobInArchive(blob.Location.Name, Told(blob.Blob)))];
        }
    }

    public async Task<ArchiveRead> OpenReadAsync(
        BlobLocation location, string? etag, long offset, long? length, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opened);
        await Opening(location);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_blobs.TryGetValue(location.ToString(), out var blob)) return new ArchiveRead(ArchiveReadStatus.Missing, null, null);
        if (blob.Readability != Readability.Online) return new ArchiveRead(ArchiveReadStatus.NotOnline, null, null);
        var isRange = offset > 0 || length is not null;
        if ((etag is not null && etag != blob.ETag) || (isRange && offset >= blob.Content.Length))
            return new ArchiveRead(ArchiveReadStatus.Changed, null, null);
        var count = (int)Math.Min(length ?? long.MaxValue, blob.Content.Length - offset);
        return new ArchiveRead(ArchiveReadStatus.Opened, new MemoryStream(blob.Content, (int)offset, count), Told(blob));
    }

    public Task RehydrateAsync(BlobLocation location, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _rehydrated);
        Set(location.ToString(), Readability.Rehydrating);
        return Task.CompletedTask;
    }

    private static ArchivedBlob Told(Blob blob) => new(blob.Content.Length, blob.ETag, blob.Md5, blob.Readability);

    private sealed record Blob(byte[] Content, string ETag, Readability Readability, string? Md5);
}
