namespace ServerlessOrders.Catalog;

/// <summary>The names that files get in an order.</summary>
internal static class FileNames
{
    /// <summary>
    /// The first of the last segments of an address or path, decoded already, that can name a file: it is not blank, neither
    /// <c>.</c> nor <c>..</c>, and not just what a name cannot hold. Slashes, back slashes and control characters in it become
    /// <c>_</c>, so that its extension stays. Else <c>file</c>.
    /// </summary>
    public static string FirstSafe(params ReadOnlySpan<string> candidates)
    {
        foreach (var name in candidates)
        {
            if (name is not ("." or "..") && !name.All(c => char.IsWhiteSpace(c) || IsUnusable(c)))
                return string.Create(name.Length, name, static (target, source) =>
                {
                    for (var i = 0; i < source.Length; i++) target[i] = IsUnusable(source[i]) ? '_' : source[i];
                });
        }

        return "file";
    }

    /// <summary>The last segment of an encoded URL path, decoded.</summary>
    public static string LastSegment(Uri address) =>
        Uri.UnescapeDataString(address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]);

    /// <summary>The last segment of a plain path.</summary>
    public static string LastSegment(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool IsUnusable(char c) => c is '/' or '\\' || char.IsControl(c);
}
