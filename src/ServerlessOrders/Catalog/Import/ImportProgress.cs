namespace ServerlessOrders.Catalog.Import;

/// <summary>How far an import is.</summary>
/// <param name="Done">Files (of a STAC document: items) that are done.</param>
/// <param name="Total">How many there are, or null where nobody knows yet.</param>
/// <param name="Bytes">Bytes of the files that are done.</param>
public readonly record struct ImportProgress(long Done, long? Total, long Bytes);

/// <summary>What an import did.</summary>
/// <param name="Collections">The ids of the collections that were written or got items, ordered.</param>
/// <param name="Items">Items written, those that replaced older ones included.</param>
/// <param name="Files">Files of these items.</param>
/// <param name="Bytes">Bytes of these files, as far as their sizes are known.</param>
/// <param name="Unchanged">Files that were in the archive already and were not uploaded again.</param>
/// <param name="Warnings">What the operator should know, a sentence each.</param>
public sealed record ImportResult(
    IReadOnlyList<string> Collections, long Items, long Files, long Bytes, long Unchanged, IReadOnlyList<string> Warnings);
