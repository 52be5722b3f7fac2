using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Catalog.Import;

/// <summary>How far an import is.</summary>
/// <param name="Done">Files (of STAC documents: items) that are done.</param>
/// <param name="Total">How many there are, or null if nobody knows yet.</param>
/// <param name="Bytes">Bytes of the files that are done.</param>
/// <param name="TotalBytes">Bytes of all files, or null if nobody knows yet.</param>
public readonly record struct ImportProgress(long Done, long? Total, long Bytes, long? TotalBytes = null);

/// <summary>What an import did; of a dry run, what it would do.</summary>
/// <param name="Collections">The ids of the collections that came in or got items, ordered.</param>
/// <param name="Items">Items that are in the catalog now: added, replaced and unchanged ones.</param>
/// <param name="Files">Files of these items.</param>
/// <param name="Bytes">Bytes of these files, as far as their sizes are known.</param>
/// <param name="Unchanged">Files that were in the archive already and were not uploaded again.</param>
/// <param name="Notes">What was left out and what the operator should know: the first ones, at most <see cref="MaxNotes"/>.</param>
public sealed record ImportResult(
    IReadOnlyList<string> Collections, long Items, long Files, long Bytes, long Unchanged, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>How many notes are kept; beyond them they are only counted.</summary>
    public const int MaxNotes = 10_000;

    /// <summary>Items that were not in the catalog before.</summary>
    public long Added { get; init; }

    /// <summary>Items that took the place of another version of themselves.</summary>
    public long Replaced { get; init; }

    /// <summary>Items that were in the catalog already just so.</summary>
    public long UnchangedItems { get; init; }

    /// <summary>How many things were left out, also those that <see cref="Notes"/> no longer lists.</summary>
    public long LeftOut { get; init; }

    /// <summary>How many notes <see cref="Notes"/> no longer lists.</summary>
    public long OmittedNotes { get; init; }

    /// <summary>The notes in words, a line each.</summary>
    public IEnumerable<string> Warnings =>
        OmittedNotes == 0 ? Notes.Select(n => n.ToString()) : Notes.Select(n => n.ToString()).Append($"There are {OmittedNotes} more warnings.");
}
