using System.Globalization;
using System.IO.Compression;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Naming;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

/// <summary>The programs that users unpack with read our ZIPs: names, contents and checksums.</summary>
public sealed class UnpackerTests : IDisposable
{
    private static readonly string[] Names =
        ["a.tif", "a.tif", "été 😀 中文.tif", "../../escape.txt", "C:\\boot.ini", "nul", "empty.bin", "big.bin", "NOTICE.txt"];

    private static readonly string[] Letters =
        ["a", "Z", "0", " ", ".", "-", "/", "\\", ":", "é", "ß", "中", "😀", "\u0301", "\u200b", "\u202e", "\n", "\0", "*", "?", "<", "|", "\"", "%", "~", "'"];

    private const string ReadAsStream = """
        import java.io.FileInputStream;
        import java.util.zip.*;

        class ReadAsStream {
            public static void main(String[] args) throws Exception {
                System.setOut(new java.io.PrintStream(System.out, true, "UTF-8"));
                try (ZipInputStream zip = new ZipInputStream(new FileInputStream(args[0]))) {
                    for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                        CRC32 crc = new CRC32();
                        byte[] buffer = new byte[65536];
                        long length = 0;
                        for (int read; (read = zip.read(buffer)) > 0; length += read) crc.update(buffer, 0, read);
                        System.out.println(entry.getName() + "|" + length + "|" + crc.getValue());
                    }
                }
            }
        }
        """;

    private const string ReadByDirectory = """
        import sys, zipfile
        sys.stdout.reconfigure(encoding="utf-8")
        with zipfile.ZipFile(sys.argv[1]) as zip:
            assert zip.testzip() is None
            for entry in zip.infolist():
                print(f"{entry.filename}|{entry.file_size}|{entry.CRC}")
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ForeignFact]
    public async Task Unzip_AcceptsTheZip() =>
        Assert.Contains("No errors detected", await ExternalTool.RunAsync("unzip", "-t", (await WriteAsync()).Path), StringComparison.Ordinal);

    [ForeignFact]
    public async Task Unzip_UnpacksIntoItsFolderOnly()
    {
        var (path, members) = await WriteAsync();
        Directory.CreateDirectory(_folder["deep/er"]);

        await ExternalTool.RunAsync("unzip", "-q", path, "-d", _folder["deep/er"]);

        Assert.Equal(
            [.. members.Select(it => it.Name).Append("NOTICE (1).txt").Order(StringComparer.Ordinal)],
            Directory.GetFiles(_folder["deep/er"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["er"], Directory.GetFileSystemEntries(_folder["deep"]).Select(Path.GetFileName));
        Assert.Equal(
            "Failed to download file (lost a.tif): it is no longer in the archive.\n",
            await File.ReadAllTextAsync(_folder["deep/er/NOTICE (1).txt"], TestContext.Current.CancellationToken));
    }

    [ForeignFact]
    public async Task SevenZip_AcceptsTheZip()
    {
        var printed = await ExternalTool.RunAsync("7z", "t", (await WriteAsync()).Path);

        Assert.Contains("Everything is Ok", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", printed, StringComparison.OrdinalIgnoreCase);
    }

    [ForeignFact]
    public async Task Bsdtar_ReadsTheNames()
    {
        var (path, members) = await WriteAsync();

        var printed = await ExternalTool.RunAsync("bsdtar", "-tf", path);

        Assert.Equal(members.Select(it => it.Name).Append("NOTICE (1).txt"), Lines(printed));
        await ExternalTool.RunAsync("bsdtar", "-xf", path, "-C", _folder.Path);
    }

    [ForeignFact]
    public async Task Python_ReadsNamesLengthsAndChecksums()
    {
        var (path, members) = await WriteAsync();

        var printed = await ExternalTool.RunAsync("python3", "-c", ReadByDirectory, path);

        Assert.Equal(members.Select(Line), Lines(printed).SkipLast(1));
    }

    [ForeignFact]
    public async Task JavaZipInputStream_ReadsNamesLengthsAndChecksums()
    {
        var (path, members) = await WriteAsync();
        await File.WriteAllTextAsync(_folder["ReadAsStream.java"], ReadAsStream, TestContext.Current.CancellationToken);

        var printed = await ExternalTool.RunAsync("java", _folder["ReadAsStream.java"], path);

        Assert.Equal(members.Select(Line), Lines(printed).SkipLast(1));
    }

    [Fact]
    public async Task DotNet_ReadsNamesTimesAndPermissions()
    {
        var (path, members) = await WriteAsync();

        using var zip = ZipFile.OpenRead(path);

        Assert.Equal(members.Select(it => it.Name), zip.Entries.SkipLast(1).Select(it => it.FullName));
        Assert.All(zip.Entries, it => Assert.Equal(Zips.Noon.DateTime, it.LastWriteTime.DateTime));
        Assert.All(zip.Entries, it => Assert.Equal(0x81A4, it.ExternalAttributes >> 16 & 0xFFFF));
    }

    /// <summary>Whatever files an order has: every program finds the same names, lengths and checksums.</summary>
    [ForeignTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AnyZip_IsReadAlikeByAll(int seed)
    {
        var random = new Random(seed);
        var files = Enumerable.Range(0, random.Next(5, 60)).Select(_ => (
            Name: Names[random.Next(Names.Length)] + string.Concat(Enumerable.Range(0, random.Next(0, 90)).Select(_ => Letters[random.Next(Letters.Length)])),
            Length: random.Next(4) switch { 0 => 0L, 1 => random.Next(100), 2 => random.Next(70_000), _ => random.Next(600_000) })).ToList();
        var (path, members) = await WriteAsync(files);
        await File.WriteAllTextAsync(_folder["ReadAsStream.java"], ReadAsStream, TestContext.Current.CancellationToken);

        Assert.Contains("No errors detected", await ExternalTool.RunAsync("unzip", "-t", path), StringComparison.Ordinal);
        Assert.Contains("Everything is Ok", await ExternalTool.RunAsync("7z", "t", path), StringComparison.Ordinal);
        Assert.Equal(members.Count + 1, Lines(await ExternalTool.RunAsync("bsdtar", "-tf", path)).Length);
        Assert.Equal(members.Select(Line), Lines(await ExternalTool.RunAsync("python3", "-c", ReadByDirectory, path)).SkipLast(1));
        Assert.Equal(members.Select(Line), Lines(await ExternalTool.RunAsync("java", _folder["ReadAsStream.java"], path)).SkipLast(1));
        using var zip = ZipFile.OpenRead(path);
        Assert.Equal(members.Select(it => (it.Name, it.Length, it.Crc32)), zip.Entries.SkipLast(1).Select(it => (it.FullName, it.Length, it.Crc32)));
    }

    private static string Line(ZipMember member) =>
        string.Create(CultureInfo.InvariantCulture, $"{member.Name}|{member.Length}|{member.Crc32}");

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private Task<(string Path, List<ZipMember> Members)> WriteAsync() => WriteAsync(Names.Select((name, i) => (
        name, name switch { "empty.bin" => 0L, "big.bin" => 3_000_000, _ => 1000 + i })));

    private async Task<(string Path, List<ZipMember> Members)> WriteAsync(IEnumerable<(string Name, long Length)> files)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var archive = new GeneratedArchive();
        var names = new ZipNames();
        var members = files.Select((file, i) => archive.Add(i + 1, names.Next(file.Name), file.Length, (byte)i)).ToList();
        using var bytes = new MemoryStream();
        using var writer = new ZipManifestWriter(bytes, Zips.Noon);
        foreach (var member in members)
            await writer.AddAsync(member, cancellationToken);
        await writer.AddNoticeAsync("lost\na.tif", UnreadableReason.Missing.ToText(), cancellationToken);
        await writer.CompleteAsync(names.Next("NOTICE.txt"), cancellationToken);
        var manifest = await new ManifestInMemory(bytes.ToArray()).OpenAsync();

        await using var zip = new VirtualZipStream(manifest, archive);
        await using (var file = File.Create(_folder["order.zip"]))
            await zip.CopyToAsync(file, cancellationToken);
        return (_folder["order.zip"], members);
    }
}
