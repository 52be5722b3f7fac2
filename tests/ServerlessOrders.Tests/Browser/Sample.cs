using System.IO.Compression;
using System.Security.Cryptography;

namespace ServerlessOrders.Tests.Browser;

/// <summary>The files of the sample collection, as they must come out of a ZIP: names with the hash of their content.</summary>
internal static class Sample
{
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "samples", "coast-watch"), "*", SearchOption.AllDirectories)
            .Select(path => Describe(Path.GetFileName(path), File.ReadAllBytes(path)))];

    /// <summary>An entry of a ZIP in the same way.</summary>
    public static string Describe(ZipArchiveEntry entry)
    {
        using var bytes = new MemoryStream();
        using (var content = entry.Open()) content.CopyTo(bytes);
        return Describe(entry.Name, bytes.ToArray());
    }

    /// <summary>A file in the same way.</summary>
    public static string Describe(string name, byte[] content) => $"{name} {Convert.ToHexStringLower(SHA256.HashData(content))}";
}
