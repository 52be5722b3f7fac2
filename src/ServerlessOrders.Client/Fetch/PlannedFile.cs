using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>A file that is to be in the folder.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Original">Its name as the order has it.</param>
/// <param name="Size">Its bytes; null if unknown.</param>
/// <param name="Checksum">Its digest in lower-case hex; null if unknown.</param>
internal sealed record PlannedFile(long Id, string Name, string Original, long? Size, string? Checksum)
{
    /// <summary>A file of an order under a name.</summary>
    public static PlannedFile Of(OrderFile file, SafeNames names) =>
        new(file.Id, names.Next(file.Filename), file.Filename, file.Filesize, file.Checksum?.ToLowerInvariant());
}
