using System.Globalization;
using ServerlessOrders.Naming;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

/// <summary>Names that unpackers are known to lose files over, folders, and times, by real unpackers.</summary>
public sealed class HardNamesTests : IDisposable
{
    private static readonly string[] Names =
    [
        "café.txt", "cafe\u0301.txt", "CAFE\u0301.txt", "T12:30:00Z.nc", "T12_30_00Z.nc", "q?.txt", "q*.txt", "q_.txt", "CON.txt", "con",
        "COM¹", "a\\b.nc", "a_b.nc", "line\nbreak.nc", "tab\t.nc", "end.", "end", "end ", "straße.nc", "STRASSE.nc", "ﬁ.nc", "fi.nc",
    ];

    private static readonly string[] Paths =
    [
        "S2A.SAFE/manifest.xml", "S2A.SAFE/GRANULE/B02.jp2", "S2A.SAFE/GRANULE/B03.jp2", "S2B.SAFE/manifest.xml", "s2a.safe/manifest.xml",
        "x", "x/y.txt", "x/z/y.txt", "cafe\u0301/a.txt", "café/a.txt", "../../up.txt", "q?/b.txt", "q_/b.txt", "deep/S2A.SAFE/manifest.xml",
    ];

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Unpacking => ["unzip", "7z", "bsdtar", "python3"];

    public void Dispose() => _folder.Dispose();

    [ForeignTheory]
    [MemberData(nameof(Unpacking))]
    public async Task EveryFile_OfNamesThatMeet_IsThereAfterUnpacking(string program)
    {
        var names = new ZipNames();
        await CheckAsync(program, [.. Names.Select(names.Next)]);
    }

    [ForeignTheory]
    [MemberData(nameof(Unpacking))]
    public async Task EveryFile_InFolders_IsThereAfterUnpacking(string program)
    {
        var names = new ZipNames();
        await CheckAsync(program, [.. Paths.Select(path => path.Split('/')).Select(path => names.Next(path[..^1], path[^1]))]);
    }

    [ForeignTheory]
    [InlineData("America/Los_Angeles")]
    [InlineData("Asia/Tokyo")]
    [InlineData("UTC")]
    public async Task Times_AreTheSameInstant_WhereverTheyAreUnpacked(string zone)
    {
        var zip = await WriteAsync(["a.txt"]);
        foreach (var (folder, unpack) in (IEnumerable<(string, string)>)[("one", "unzip -q $0 -d $1"), ("two", "bsdtar -xf $0 -C $1"), ("three", "7z x -y -o$1 $0")])
        {
            Directory.CreateDirectory(_folder[folder]);
            await ExternalTool.RunAsync("bash", "-c", $"export TZ={zone}; {unpack}", zip, _folder[folder]);
            Assert.Equal((folder, Zips.Noon.UtcDateTime), (folder, File.GetLastWriteTimeUtc(Path.Combine(_folder[folder], "a.txt"))));
        }
    }

    private async Task CheckAsync(string program, IReadOnlyList<string> names)
    {
        var zip = await WriteAsync(names);
        var target = _folder["out/in"];
        Directory.CreateDirectory(target);
        await (program switch
        {
            "unzip" => ExternalTool.RunAsync("unzip", "-q", zip, "-d", target),
            "7z" => ExternalTool.RunAsync("7z", "x", "-y", $"-o{target}", zip),
            "bsdtar" => ExternalTool.RunAsync("bsdtar", "-xf", zip, "-C", target),
            _ => ExternalTool.RunAsync("python3", "-m", "zipfile", "-e", zip, target),
        });

        var found = Directory.EnumerateFiles(target, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(path => Path.GetRelativePath(target, path), path => new FileInfo(path).Length);
        Assert.Equal(names.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(names.Select((name, i) => (name, i)), file => Assert.Equal(file.i + 1, found[file.name]));
        Assert.Equal(["in"], Directory.EnumerateFileSystemEntries(_folder["out"]).Select(Path.GetFileName));
        // What Windows refuses, or takes for something else (Win32, "Naming Files, Paths, and Namespaces").
        Assert.All(names.SelectMany(name => name.Split('/')), segment =>
        {
            Assert.DoesNotContain(segment, letter => char.IsControl(letter) || "<>:\"|?*\\".Contains(letter, StringComparison.Ordinal));
            Assert.False(segment.EndsWith('.') || segment.EndsWith(' '), segment);
        });
    }

    /// <summary>A ZIP of such names; the lengths of the files count from 1.</summary>
    private async Task<string> WriteAsync(IReadOnlyList<string> names)
    {
        var archive = new GeneratedArchive();
        var members = names.Select((name, i) => archive.Add(i + 1, name, i + 1, (byte)i));
        var bytes = await Zips.ReadAllAsync(await (await Zips.ManifestAsync(members)).OpenAsync(), archive);
        var path = _folder[string.Create(CultureInfo.InvariantCulture, $"{names.Count}.zip")];
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return path;
    }
}
