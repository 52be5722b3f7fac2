namespace ServerlessOrders.Catalog;

/// <summary>The names that files get in an order.</summary>
public static class FileNames
{
    /// <summary>
    /// The last segment of an address or path, decoded already, where it can be the name of a file: no slash or back slash, no
    /// control character, neither <c>.</c> nor <c>..</c>. Else the first fallback that can, else <c>file</c>.
    /// </summary>
    public static string FirstSafe(params ReadOnlySpan<string> candidates)
    {
        foreach (var name in candidates)
            if (IsSafe(name)) return name;
        return "file";
    }

    /// <summary>The last segment of an encoded URL path, decoded.</summary>
    public static string LastSegment(Uri address) =>
        Uri.UnescapeDataString(address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]);

    /// <summary>The last segment of a plain path.</summary>
    public static string LastSegment(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool IsSafe(string name) =>
        !string.IsNullOrWhiteSpace(name) && name is not ("." or "..") && name.IndexOfAny(['/', '\\']) < 0 && !name.Any(char.IsControl);
}
