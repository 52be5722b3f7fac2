using System.Text;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// <c>manifest-sha256.txt</c>: a line per file, its SHA-256, two spaces and its name (RFC 8493, section 2.1.3), so that
/// <c>sha256sum -c</c> checks the folder. Orders fetched into the same folder share one.
/// </summary>
internal static class Manifest
{
    public const string FileName = "manifest-sha256.txt";

    /// <summary>The SHA-256 by name; empty if there is none.</summary>
    public static async Task<Dictionary<string, string>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        var lines = File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellationToken) : [];
        return lines.Where(line => line.Length > 66).DistinctBy(line => line[66..]).ToDictionary(line => line[66..], line => line[..64], StringComparer.Ordinal);
    }

    /// <summary>Adds files to it, and writes it anew in one step.</summary>
    public static async Task WriteAsync(string folder, IEnumerable<FinishedFile> files, string scratch, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(folder, cancellationToken);
        foreach (var file in files) all[file.Name] = file.Sha256;
        if (all.Count == 0) return;
        var text = new StringBuilder();
        foreach (var (name, sha256) in all.OrderBy(entry => entry.Key, StringComparer.Ordinal)) text.Append(sha256).Append("  ").Append(name).Append('\n');
        await File.WriteAllTextAsync(scratch, text.ToString(), cancellationToken);
        File.Move(scratch, Path.Combine(folder, FileName), overwrite: true);
    }
}
