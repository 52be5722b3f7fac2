using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>
/// The access tiers of files, as items keep them: in lower case, <c>archive</c> for what an order must rehydrate. What an import
/// knows without asking storage once more; a file that was given with its size is not asked for, and its tier stays unknown.
/// </summary>
internal static class Tiers
{
    /// <summary>The tier that a listing or a blob's properties name.</summary>
    public static string? Of(string? named) => string.IsNullOrEmpty(named) ? null : named.ToLowerInvariant();

    /// <summary>
    /// The tier of a file that was uploaded: storage names the one that it chose by itself only when it is asked again, so no other
    /// than Archive is told, and a repeated import says the same.
    /// </summary>
    public static string? Of(UploadedFile file) => file.Archived ? "archive" : null;
}
