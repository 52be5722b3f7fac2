namespace ServerlessOrders.SubOrders;

/// <summary>What became of a file when it was prepared.</summary>
/// <param name="File">The file as it is now: AVAILABLE, ERROR, or still PENDING.</param>
/// <param name="Changed">True if the file must be written.</param>
/// <param name="WaitsForStorage">True if its blob is on its way back from the Archive tier.</param>
/// <param name="Check">What is worth remembering of the blob, or null.</param>
internal sealed record BlobOutcome(OrderFile File, bool Changed, bool WaitsForStorage, BlobCheck? Check)
{
    /// <summary>The file can be fetched.</summary>
    public static BlobOutcome Available(OrderFile file, BlobCheck? check) =>
        new(file.MoveTo(FileState.AVAILABLE) with { VerifiedBytes = 0, VerifiedCrc32 = 0 }, true, false, check);

    /// <summary>The file cannot be prepared.</summary>
    public static BlobOutcome Failed(OrderFile file, string reason) =>
        new(file.MoveTo(FileState.ERROR, reason) with { VerifiedBytes = 0, VerifiedCrc32 = 0 }, true, false, null);

    /// <summary>The blob will be readable later.</summary>
    public static BlobOutcome Rehydrating(OrderFile file) => new(file, false, true, null);

    /// <summary>An external file needs no preparation: AVAILABLE, or ERROR if it may not come from its host.</summary>
    public static BlobOutcome OfExternal(OrderFile file, string? refusal) =>
        refusal is null ? Available(file, null) : Failed(file, refusal);
}
