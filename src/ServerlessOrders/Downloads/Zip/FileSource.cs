using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>Where the bytes of a ZIP's member come from: one version of a file, that whose length and CRC-32 the manifest has.</summary>
public abstract record FileSource
{
    private FileSource()
    {
    }

    /// <summary>A blob of the archive.</summary>
    /// <param name="Location">The blob.</param>
    /// <param name="ETag">Its version, quotes included.</param>
    public sealed record Blob(BlobLocation Location, string ETag) : FileSource;

    /// <summary>A file at a host outside the archive.</summary>
    /// <param name="Address">Its absolute address.</param>
    /// <param name="Version">What its host calls the version (<see cref="ExternalFileStream.VersionOf"/>).</param>
    public sealed record External(string Address, string Version) : FileSource;
}
