using System.Security.Cryptography;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>A folder of made-up files with names that hurt, the same for the same seed; knows the SHA-256 of each.</summary>
internal sealed class SampleArchive
{
    private readonly Random _random;

    private SampleArchive(int seed) => _random = new Random(seed);

    /// <summary>SHA-256 of each file by its path below the folder, slashes between.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>How many files have each SHA-256.</summary>
    public ILookup<string, string> BySha => Files.ToLookup(file => file.Value, file => file.Key);

    /// <summary>Makes the folder.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="count">How many files.</param>
    /// <param name="bytes">How many bytes in all, about.</param>
    /// <param name="largest">Bytes of one of the files.</param>
    /// <param name="seed">Makes another archive.</param>
    public static SampleArchive Create(string folder, int count, long bytes, long largest, int seed = 1)
    {
        var archive = new SampleArchive(seed);
        string[] special =
        [
            "with spaces.dat", "accents éàü.dat", "日本語.dat", "hash#tag.dat", "per%20cent.dat", "100%.dat", "quote'single.dat",
            "quote\"double.dat", ".leading-dot", "a/same.dat", "b/same.dat", "c/same.dat", "plus+and&amp.dat", "no-extension",
            "semi;colon,comma.dat", "[brackets]{braces}.dat",
        ];
        foreach (var name in special.Take(count - 3)) archive.Add(folder, name, archive._random.Next(1, 5000));
        archive.Add(folder, "empty-1.dat", 0);
        archive.Add(folder, "deep/down/empty-2.dat", 0);
        archive.Add(folder, "large.bin", largest);
        var rest = count - archive.Files.Count;
        for (var index = 0; index < rest; index++)
            archive.Add(folder, $"{index % 7:D2}/product-{index:D4}.dat", Math.Max(1, (bytes - largest) / Math.Max(rest, 1)) + archive._random.Next(100));
        return archive;
    }

    public static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private void Add(string folder, string name, long bytes)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.Create(path))
        {
            var buffer = new byte[1 << 20];
            for (var left = bytes; left > 0; left -= buffer.Length)
            {
                _random.NextBytes(buffer);
                file.Write(buffer, 0, (int)Math.Min(left, buffer.Length));
            }
        }

        Files[name] = Sha256Of(path);
    }
}
