using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>What is known of an external file before its host is asked.</summary>
/// <param name="Address">Its absolute address.</param>
/// <param name="Size">Its bytes; null if the catalog does not say.</param>
/// <param name="MayBePage">Whether the file can be a web page; if not, a page is what its host sends in place of the file.</param>
internal sealed record ExternalFile(string Address, long? Size, bool MayBePage)
{
    /// <summary>Media types of a web page.</summary>
    internal static readonly IReadOnlyList<string> PageTypes = ["text/html", "application/xhtml+xml"];

    /// <summary>The external file that a file of an order is.</summary>
    internal static ExternalFile Of(OrderFile file) => new(file.Href, file.Size, IsPage(file));

    private static bool IsPage(OrderFile file) =>
        PageTypes.Any(type => file.MimeType.StartsWith(type, StringComparison.OrdinalIgnoreCase))
        || file.FileName.EndsWith(".html", StringComparison.OrdinalIgnoreCase)
        || file.FileName.EndsWith(".htm", StringComparison.OrdinalIgnoreCase);
}
