namespace ServerlessOrders.Downloads.Zip;

/// <summary>The bytes of a stored manifest, read by ranges. A port because a blob holds them in service, an array in tests.</summary>
internal interface IManifestBytes
{
    long Length { get; }

    /// <summary>Reads exactly <paramref name="count"/> bytes from <paramref name="offset"/>; both lie within the manifest.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int count, CancellationToken cancellationToken);
}
