using System.Text;

namespace ServerlessOrders.Catalog;

/// <summary>The names of blobs that an import uploads.</summary>
internal static class BlobNames
{
    /// <summary>
    /// The name of the blob for a file of a folder: the path as it is, but for what blob names do not carry safely (back slashes,
    /// control characters, a dot at the end of a segment) and <c>%</c>, which are percent-encoded, so that names that differ stay different.
    /// </summary>
    public static string Of(string path)
    {
        var name = new StringBuilder(path.Length + 8);
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            var endsSegment = i + 1 == path.Length || path[i + 1] == '/';
            if (c is '\\' or '%' || char.IsControl(c) || (c == '.' && endsSegment)) name.Append(Uri.HexEscape((char)(c & 0xFF)));
            else name.Append(c);
        }

        return name.ToString();
    }
}
