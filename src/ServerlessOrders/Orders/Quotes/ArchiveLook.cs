using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Quotes;

/// <summary>
/// Finds out of many files which lie in the Archive tier and which are missing, by listing their containers: one storage operation for
/// thousands of blobs, never one per file. A container of which only a part is wanted is listed from what the wanted names have in
/// common at their beginning.
/// </summary>
internal sealed class ArchiveLook(IArchiveListing archive)
{
    /// <summary>The most pages of listings for one quote: some 500,000 blobs.</summary>
    public const int MaxPages = 100;

    /// <summary>Looks at the blobs of files.</summary>
    public async Task<Result> LookAsync(IReadOnlyList<OrderFile> files, CancellationToken cancellationToken)
    {
        var archived = new FilesAndBytes(0, 0);
        var problems = new List<(int Position, UnavailableFile File)>();
        var complete = true;
        var pages = 0;
        foreach (var container in files.Select(file => (Location: BlobLocation.Parse(file.Href), File: file)).GroupBy(one => one.Location.Container))
        {
            var wanted = container.GroupBy(one => one.Location.Name, StringComparer.Ordinal)
                .ToDictionary(name => name.Key, name => name.Select(one => one.File).ToList(), StringComparer.Ordinal);
            var names = wanted.Keys.Where(BlobLocation.CanBeName).ToList();
            var all = pages < MaxPages;
            await foreach (var page in ListAsync(container.Key, names, cancellationToken))
            {
                pages++;
                foreach (var blob in page)
                {
                    if (!wanted.Remove(blob.Name, out var those)) continue;
                    foreach (var file in those) Judge(file, blob.Blob);
                }

                if (wanted.Count == 0) break;
                if (pages >= MaxPages) all = false;
                if (!all) break;
            }

            complete &= all;
            if (!all) continue;
            problems.AddRange(wanted.Values.SelectMany(those => those).Select(file => Problem(file, "The file does not exist in the archive")));
        }

        return new Result(complete ? archived : null, [.. problems.OrderBy(problem => problem.Position).Take(OrderQuote.MaxUnavailable)]);

        void Judge(OrderFile file, ArchivedBlob blob)
        {
            if (blob.Readability != Readability.Online) archived = new(archived.Files + 1, archived.Bytes + Math.Min(file.CountedBytes, long.MaxValue - archived.Bytes));
            if (file.Size is { } size && size != blob.Length)
                problems.Add(Problem(file, BlobVerification.WrongSize(blob.Length, size)));
        }
    }

    private IAsyncEnumerable<IReadOnlyList<BlobInArchive>> ListAsync(string container, List<string> names, CancellationToken cancellationToken) =>
        names.Count == 0
            ? AsyncEnumerable.Empty<IReadOnlyList<BlobInArchive>>()
            : archive.ListAsync(
                container, ArchiveGlance.CommonStart(names.Min(StringComparer.Ordinal)!, names.Max(StringComparer.Ordinal)!), cancellationToken);

    private static (int Position, UnavailableFile File) Problem(OrderFile file, string reason) =>
        (file.Position, new UnavailableFile(file.Item, file.Asset, reason));

    /// <summary>What was found.</summary>
    /// <param name="Archived">Files in the Archive tier; null if not all could be looked at.</param>
    /// <param name="Problems">The first files that would be in error, in order.</param>
    internal sealed record Result(FilesAndBytes? Archived, IReadOnlyList<(int Position, UnavailableFile File)> Problems);
}
