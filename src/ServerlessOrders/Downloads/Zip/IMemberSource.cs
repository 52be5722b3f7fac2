using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>Opens the members of a ZIP wherever their bytes are. A port because tests make up the contents of ZIPs of any length.</summary>
public interface IMemberSource
{
    /// <summary>Opens bytes [<paramref name="offset"/>, offset + length) of a member, straight from the network.</summary>
    /// <param name="member">The member, not an empty one.</param>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">Number of bytes, at least 1.</param>
    /// <param name="cancellationToken">Ends the reading too, not only the opening.</param>
    /// <returns>The content, or why it cannot be read.</returns>
    /// <exception cref="IOException">The host of an external file does not give it, or not this version; the message says why.</exception>
    Task<ArchiveRead> OpenAsync(ZipMember member, long offset, long length, CancellationToken cancellationToken);
}
