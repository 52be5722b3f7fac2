using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Local.Commands;

namespace ServerlessOrders.Local.Imports;

/// <summary>Says what an import did.</summary>
/// <param name="result">What it did.</param>
/// <param name="dryRun">It would have.</param>
internal sealed class ImportReport(ImportResult result, bool dryRun)
{
    private const int MaxLines = 100;

    /// <summary>0: all came in; 2: something was left out; 1: nothing came in.</summary>
    public int ExitCode => IsNothing ? 1 : result.LeftOut > 0 ? 2 : 0;

    private bool IsNothing => result.Items == 0 && result.Collections.Count == 0;

    /// <summary>The summary on standard output, what was left out before it on standard error.</summary>
    public async Task WriteTextAsync(TextWriter output, TextWriter error)
    {
        foreach (var note in result.Notes.Take(MaxLines))
            await error.WriteLineAsync($"{(note.LeftOut ? "Left out" : "Note")}: {note}");
        var more = result.Notes.Count - MaxLines + result.OmittedNotes;
        if (more > 0) await error.WriteLineAsync($"... and {more} more; --json lists them (the first {ImportResult.MaxNotes}).");
        await output.WriteLineAsync(Summary());
    }

    /// <summary>One JSON object.</summary>
    public Task WriteJsonAsync(TextWriter output) => output.WriteLineAsync(CatalogJson.Write(new
    {
        dryRun,
        collections = result.Collections,
        items = result.Items,
        added = result.Added,
        replaced = result.Replaced,
        unchanged = result.UnchangedItems,
        files = result.Files,
        bytes = result.Bytes,
        filesNotUploadedAgain = result.Unchanged,
        leftOut = result.LeftOut,
        notes = result.Notes,
        omittedNotes = result.OmittedNotes,
    }));

    private string Summary()
    {
        var leftOut = result.LeftOut switch
        {
            0 => "",
            1 => " One thing was left out, see above.",
            var count => $" {count} things were left out, see above.",
        };
        if (IsNothing) return $"{(dryRun ? "Nothing would be imported." : "Nothing was imported.")}{leftOut}";
        var where = result.Collections.Count > 0 ? string.Join(", ", result.Collections) : "no collection";
        var unchanged = result.Unchanged > 0 ? $" {result.Unchanged} of the files were in the archive already." : "";
        return $"{(dryRun ? "Would import" : "Imported")} {result.Items} products ({result.Added} new, {result.Replaced} replaced,"
            + $" {result.UnchangedItems} unchanged) with {result.Files} files ({ImportDisplay.Size(result.Bytes)}) into {where}.{unchanged}{leftOut}";
    }
}
