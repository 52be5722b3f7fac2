using System.Text.Json.Serialization;
using ServerlessOrders.Catalog;
using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>A file of an order, as its row keeps it.</summary>
internal sealed record OrderFile
{
    /// <summary>Its place in the order, from 0.</summary>
    public required int Position { get; init; }

    public required FileState State { get; init; }

    /// <summary>The catalog's collection.</summary>
    public required string Collection { get; init; }

    /// <summary>The catalog's item.</summary>
    public required string Item { get; init; }

    /// <summary>The item's asset.</summary>
    public required string Asset { get; init; }

    /// <summary><c>container/name</c> of the blob (<see cref="BlobLocation"/>), or the address of an external file.</summary>
    public required string Href { get; init; }

    /// <summary>True if the file is not in our storage.</summary>
    public required bool External { get; init; }

    /// <summary>Its name for people.</summary>
    public required string FileName { get; init; }

    /// <summary>What it is.</summary>
    public required DataType DataType { get; init; }

    /// <summary>Its media type.</summary>
    public required string MimeType { get; init; }

    /// <summary>Its bytes; null if unknown.</summary>
    public long? Size { get; init; }

    /// <summary>Lower-case hex; null if unknown.</summary>
    public string? Checksum { get; init; }

    /// <summary>Of the checksum: MD5, SHA-1, SHA-256 or SHA-512.</summary>
    public string? DigestAlgorithm { get; init; }

    /// <summary>SHA-256 that its preparation found beside a checksum of another algorithm: lower-case hex; null if there is none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its SHA-256 in hex, whoever told it; null if unknown.</summary>
    [JsonIgnore]
    public string? KnownSha256 => DigestAlgorithm == ServerlessOrders.DigestAlgorithm.Sha256.Name ? Checksum : Sha256;

    /// <summary>The MD5 that storage knows of its blob, lower-case hex, once prepared; null if it knows none.</summary>
    public string? BlobMd5 { get; init; }

    /// <summary>Its MD5, whether it comes from the catalog or from storage; null if unknown.</summary>
    [JsonIgnore]
    public string? Md5 => DigestAlgorithm == "MD5" ? Checksum : BlobMd5;

    /// <summary>CRC-32 of its bytes, once prepared.</summary>
    public uint? Crc32 { get; init; }

    /// <summary>The version of the blob that was verified: only this one is handed out.</summary>
    public string? BlobETag { get; init; }

    /// <summary>When that version was written, in whole seconds; null before, and if storage did not say.</summary>
    public DateTimeOffset? BlobModified { get; init; }

    /// <summary>How many of its bytes are verified, if that takes several activities.</summary>
    public long VerifiedBytes { get; init; }

    /// <summary>CRC-32 of those bytes.</summary>
    public uint VerifiedCrc32 { get; init; }

    /// <summary>Why it could not be prepared or fetched.</summary>
    public string? Error { get; init; }

    /// <summary>True if the size is what its preparation found, because the catalog does not tell it.</summary>
    public bool SizeFound { get; init; }

    /// <summary>True if the checksum is what its preparation found, because the catalog does not tell it.</summary>
    public bool ChecksumFound { get; init; }

    /// <summary>
    /// Its bytes as counted: 0 if unknown, and never more than <see cref="MaxCountedBytes"/>, so that whatever sizes a catalog
    /// claims, those of a sub-order have a sum.
    /// </summary>
    public long CountedBytes => Math.Clamp(Size ?? 0, 0, MaxCountedBytes);

    /// <summary>More than the largest blob has: 2^48.</summary>
    public const long MaxCountedBytes = 1L << 48;

    /// <summary>The file in another state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="error">The reason of an error; null if there is none.</param>
    /// <exception cref="InvalidOperationException"><see cref="FileTransitions"/> does not allow it.</exception>
    public OrderFile MoveTo(FileState state, string? error = null) => FileTransitions.CanMove(State, state)
        ? this with { State = state, Error = error }
        : throw new InvalidOperationException($"File {Position} cannot go from {State} to {state}.");

    /// <summary>The file to be prepared anew: nothing of what its last preparation found is held against it.</summary>
    public OrderFile Reset() => MoveTo(FileState.PENDING) with
    {
        Size = SizeFound ? null : Size,
        SizeFound = false,
        Checksum = ChecksumFound ? null : Checksum,
        DigestAlgorithm = ChecksumFound ? null : DigestAlgorithm,
        ChecksumFound = false,
        Sha256 = null,
        BlobMd5 = null,
        Crc32 = null,
        BlobETag = null,
        BlobModified = null,
        VerifiedBytes = 0,
        VerifiedCrc32 = 0,
    };
}
