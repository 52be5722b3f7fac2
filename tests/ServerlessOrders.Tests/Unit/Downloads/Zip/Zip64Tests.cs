using System.Globalization;
using System.IO.Compression;
using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

/// <summary>Where 32 bits, or 65,535 entries, are not enough. Large contents are never read: only what lies around them.</summary>
public sealed class Zip64Tests : IDisposable
{
    private const long Threshold = 0xFFFFFFFF;

    private const string ListByDirectory = """
        import sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as zip:
            for entry in zip.infolist():
                print(f"{entry.filename}|{entry.file_size}|{entry.CRC}|{entry.header_offset}|{entry.extract_version}")
            zip.read("last.bin")
        """;

    private readonly TempFolder _folder = new();

    public static TheoryData<long[]> Sizes => new(
        [Threshold - 1], [Threshold], [Threshold + 1], [5_000_000_000, 7, 6_000_000_000], [Threshold - 100, 50], [3_000_000_000, 3_000_000_000],
        [1L << 42]);

    public void Dispose() => _folder.Dispose();

    [ForeignTheory]
    [MemberData(nameof(Sizes))]
    public async Task Read_LargeMembers_EveryUnpackerFindsThem(long[] sizes)
    {
        var archive = new GeneratedArchive();
        var members = sizes.Select((size, i) => archive.Add(i + 1, $"{i}.bin", size, (byte)i)).ToList();
        members.Add(archive.Add(99, "last.bin", 1234, 9));
        var manifest = await (await Zips.ManifestAsync(members)).OpenAsync();

        var path = await WriteSparselyAsync(manifest, archive);

        // 1. Python: names, lengths, checksums, offsets, versions; and the content of the last, which proves its offset.
        var listed = (await ExternalTool.RunAsync("python3", "-c", ListByDirectory, path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        long offset = 0;
        foreach (var (member, line) in members.Zip(listed))
        {
            var version = member.Length >= Threshold || offset >= Threshold ? 45 : 20;
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{member.Name}|{member.Length}|{member.Crc32}|{offset}|{version}"), line);
            offset += 30 + 9 + member.Name.Length + (member.Length >= Threshold ? 20 : 0) + member.Length;
        }

        // 2. The others: the same names; the last content.
        Assert.Equal(members.Count, listed.Length);
        // Info-ZIP mistakes a true size of just 0xFFFFFFFF for the marker while it reads the entry after it; nobody else does.
        if (!sizes.Contains(Threshold))
            Assert.Contains("testing: last.bin", await ExternalTool.RunAsync("unzip", "-t", path, "last.bin"), StringComparison.Ordinal);
        Assert.Contains("Everything is Ok", await ExternalTool.RunAsync("7z", "t", path, "last.bin"), StringComparison.Ordinal);
        Assert.Equal(
            members.Select(it => it.Name),
            (await ExternalTool.RunAsync("bsdtar", "-tf", path)).Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // 3. .NET.
        using var zip = ZipFile.OpenRead(path);
        Assert.Equal(members.Select(it => (it.Length, it.Crc32)), zip.Entries.Select(it => (it.Length, it.Crc32)));
    }

    [ForeignTheory]
    [InlineData(65_534, 22)]
    [InlineData(65_535, 22 + 76)]
    [InlineData(70_000, 22 + 76)]
    public async Task Read_ManyMembers_EveryUnpackerCountsThem(int count, int endLength)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var archive = new GeneratedArchive();
        var members = Enumerable.Range(0, count).Select(it => archive.Add(it, $"{it:d6}", 0));
        var manifest = await (await Zips.ManifestAsync(members, [], 128, 256)).OpenAsync();
        var path = _folder["many.zip"];
        await using (var file = File.Create(path))
        await using (var zip = new VirtualZipStream(manifest, archive))
            await zip.CopyToAsync(file, cancellationToken);

        Assert.Equal((count * (30L + 9 + 6 + 46 + 9 + 6)) + endLength, manifest.Length);
        Assert.Equal(manifest.Length, new FileInfo(path).Length);
        Assert.Contains("No errors detected", await ExternalTool.RunAsync("unzip", "-tq", path), StringComparison.Ordinal);
        Assert.Equal(count, (await ExternalTool.RunAsync("bsdtar", "-tf", path)).Count(letter => letter == '\n'));
        Assert.Contains($"Files: {count}", await ExternalTool.RunAsync("7z", "t", path), StringComparison.Ordinal);
        using var read = ZipFile.OpenRead(path);
        Assert.Equal(count, read.Entries.Count);
    }

    /// <summary>Writes the ZIP with holes where large contents would be.</summary>
    private async Task<string> WriteSparselyAsync(ZipManifest manifest, GeneratedArchive archive)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var path = _folder["large.zip"];
        await using var file = File.Create(path);
        file.SetLength(manifest.Length);
        await using var zip = new VirtualZipStream(manifest, archive);
        await foreach (var entry in manifest.EntriesAsync(0, ZipRegion.Local, cancellationToken))
            await CopyAsync(entry.LocalOffset, entry.LocalHeaderLength + (entry.Length < 5000 ? entry.Length : 0));
        await CopyAsync(manifest.DirectoryOffset, manifest.Length - manifest.DirectoryOffset);
        return path;

        async Task CopyAsync(long position, long count)
        {
            var bytes = new byte[count];
            zip.Position = file.Position = position;
            await zip.ReadExactlyAsync(bytes, cancellationToken);
            await file.WriteAsync(bytes, cancellationToken);
        }
    }
}
