using System.Text.RegularExpressions;

namespace ServerlessOrders.Storage;

/// <summary>Where an internal file lies in Blob Storage.</summary>
/// <param name="Container">The blob container.</param>
/// <param name="Name">The blob's name in it, not encoded; may hold slashes and any Unicode.</param>
public readonly partial record struct BlobLocation(string Container, string Name)
{
    /// <summary>The location as <c>container/name</c>, as the catalog and the files of an order keep it.</summary>
    public override string ToString() => $"{Container}/{Name}";

    /// <summary>
    /// False for a name with a segment <c>.</c> or <c>..</c>, parted by slashes or back slashes. Made into an address such a name means
    /// another blob, maybe one of another container (RFC 3986 section 5.2.4), so nothing of that name is ever read or written.
    /// </summary>
    public static bool CanBeName(string name) => name.Length > 0 && !name.Split('/', '\\').Any(segment => segment is "." or "..");

    /// <summary>Reads <c>container/name</c>; the first slash parts the two.</summary>
    /// <exception cref="FormatException">There is no slash, or nothing on one side of it.</exception>
    public static BlobLocation Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1
            ? new BlobLocation(text[..slash], text[(slash + 1)..])
            : throw new FormatException($"'{text}' is not a blob location of the form container/name.");
    }

    /// <summary>True for a container that can hold files of the archive: not the service's own, nor one of the Functions host.</summary>
    public static bool IsArchiveContainer(string container) =>
        container.Length is >= 3 and <= 63
        && ContainerName().IsMatch(container)
        && container != StorageClients.OwnContainer
        && !container.StartsWith("azure-webjobs-", StringComparison.Ordinal);

    // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex ContainerName();
}
