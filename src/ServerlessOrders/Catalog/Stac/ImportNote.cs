namespace ServerlessOrders.Catalog.Stac;

/// <summary>One thing that an import tells of: what was left out and why, or what the operator should know.</summary>
/// <param name="Document">The document, file or folder, as the operator knows it.</param>
/// <param name="Item">The item's id, or null if the note is about no single item or the item has no readable id.</param>
/// <param name="Asset">The asset's key, or null if the note is about no single asset.</param>
/// <param name="Reason">What it is, a sentence without its full stop.</param>
/// <param name="LeftOut">True if something of the source is not in the catalog; false for what came in all the same.</param>
public sealed record ImportNote(string Document, string? Item = null, string? Asset = null, string Reason = "", bool LeftOut = true)
{
    private const int MaxShown = 100;

    /// <summary>The item's place in its document, from 1; null outside ItemCollections.</summary>
    public long? Number { get; init; }

    /// <summary>The note in one line: <c>items.json: item 'S2A_1': asset 'B02': ...</c></summary>
    public override string ToString()
    {
        var item = Item is not null ? $": item '{Shortened(Item)}'" : Number is { } number ? $": item {number}" : "";
        var asset = Asset is null ? "" : $": asset '{Shortened(Asset)}'";
        return OneLine($"{Document}{item}{asset}: {Reason}.");
    }

    /// <summary>A text of the source, cut to what a message can carry.</summary>
    internal static string Shortened(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "...";

    // Names come from documents of others: they must not write lines, nor commands of a terminal.
    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
