using CsCheck;
using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

/// <summary>Makes manifests and reads ZIPs for the tests.</summary>
internal static class Zips
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 34, 56, TimeSpan.Zero);

    /// <summary>A manifest of small blocks, so that a few members already make several levels of index.</summary>
    public static Task<ManifestInMemory> ManifestAsync(IEnumerable<ZipMember> members, params string[] notices) =>
        ManifestAsync(members, notices, blockMembers: 3, fanout: 4);

    public static async Task<ManifestInMemory> ManifestAsync(
        IEnumerable<ZipMember> members, IEnumerable<string> notices, int blockMembers, int fanout)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var bytes = new MemoryStream();
        using var writer = new ZipManifestWriter(bytes, Noon, blockMembers, fanout);
        foreach (var member in members)
            await writer.AddAsync(member, cancellationToken);
        foreach (var notice in notices)
            await writer.AddNoticeAsync(notice, "it is no longer in the archive", cancellationToken);
        await writer.CompleteAsync("NOTICE.txt", cancellationToken);
        return new ManifestInMemory(bytes.ToArray());
    }

    public static Task<ZipManifest> OpenAsync(this ManifestInMemory bytes) =>
        ZipManifest.OpenAsync(bytes, TestContext.Current.CancellationToken);

    public static async Task<byte[]> ReadAsync(ZipManifest manifest, GeneratedArchive archive, long from, long to)
    {
        await using var stream = new VirtualZipStream(manifest, archive);
        stream.Position = from;
        var bytes = new byte[to - from];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return bytes;
    }

    /// <summary>Everything up to the end that the stream itself tells.</summary>
    public static async Task<byte[]> ReadAllAsync(ZipManifest manifest, GeneratedArchive archive)
    {
        await using var stream = new VirtualZipStream(manifest, archive);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    /// <summary>Lengths of members: mostly small, some empty, some beyond what is read ahead.</summary>
    public static readonly Gen<int[]> Lengths = Gen.Frequency(
        (2, Gen.Const(0)), (12, Gen.Int[1, 5000]), (1, Gen.Int[500_000, 600_000])).Array[0, 30];

    public static List<ZipMember> Members(this GeneratedArchive archive, IEnumerable<int> lengths) =>
        [.. lengths.Select((length, i) => archive.Add(i + 1, $"{i}-ä.bin", length, (byte)i))];
}

/// <summary>A stored manifest, and what was read of it.</summary>
internal sealed class ManifestInMemory(byte[] bytes) : IManifestBytes
{
    public byte[] Bytes => bytes;

    public long Length => bytes.Length;

    public List<int> Reads { get; } = [];

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        Reads.Add(count);
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(bytes.AsMemory((int)offset, count));
    }
}
