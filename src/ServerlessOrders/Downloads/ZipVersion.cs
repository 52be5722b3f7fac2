namespace ServerlessOrders.Downloads;

/// <summary>A version of an order's ZIP for one user: what its row keeps.</summary>
/// <param name="User">The user.</param>
/// <param name="Number">Counts the user's versions of this order from 1; the last part of its address.</param>
/// <param name="Manifest">Name of the manifest's blob.</param>
/// <param name="ManifestLength">The manifest's length in bytes.</param>
/// <param name="ETag">The ZIP's ETag.</param>
/// <param name="Length">The ZIP's length in bytes.</param>
/// <param name="Created">When it was made, UTC, in whole seconds.</param>
/// <param name="State">Whether bytes of it are still to be delivered.</param>
/// <param name="Delivered">The delivered intervals, as <see cref="Zip.DeliveredIntervals"/> writes them.</param>
/// <param name="Layout">How its entries are named.</param>
/// <param name="MovedRows">How many rows of delivered intervals there are beside this one (<see cref="DeliveryProgress"/>).</param>
/// <param name="MovedBytes">How many bytes those hold, at most.</param>
internal sealed record ZipVersion(
    string User,
    long Number,
    string Manifest,
    long ManifestLength,
    string ETag,
    long Length,
    DateTimeOffset Created,
    ZipState State,
    string Delivered,
    EntryLayout Layout = EntryLayout.Flat,
    int MovedRows = 0,
    long MovedBytes = 0);

/// <summary>How the entries of a ZIP are named.</summary>
internal enum EntryLayout
{
    /// <summary>By the file's name alone, as in REGARDS.</summary>
    Flat,

    /// <summary>With the folders of the file's product (<see cref="ProductFolders"/>).</summary>
    Tree,

    /// <summary>As a bag (RFC 8493), which <see cref="ZipContents"/> describes.</summary>
    BagIt,
}

/// <summary>The states of a version.</summary>
internal enum ZipState
{
    /// <summary>Not every byte of it was sent.</summary>
    Open,

    /// <summary>Every byte of it was sent; it can be fetched again.</summary>
    Sent,

    /// <summary>A member turned out unreadable: it can be fetched no more.</summary>
    Ended,
}
