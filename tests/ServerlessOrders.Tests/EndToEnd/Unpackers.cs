using System.Text;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>Programs that unpack ZIPs; each gives the SHA-256 of every file that it gets out.</summary>
internal static class Unpackers
{
    private const string Python = """
        import hashlib, sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as zip:
            for name in zip.namelist():
                with zip.open(name) as file:
                    print(hashlib.file_digest(file, "sha256").hexdigest())
        """;

    private const string Java = """
        import java.io.*;
        import java.security.MessageDigest;
        import java.util.HexFormat;
        import java.util.zip.*;

        class Unpack {
            public static void main(String[] args) throws Exception {
                try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(new FileInputStream(args[0])))) {
                    byte[] buffer = new byte[1 << 20];
                    for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                        MessageDigest sha = MessageDigest.getInstance("SHA-256");
                        for (int read; (read = zip.read(buffer)) > 0; ) sha.update(buffer, 0, read);
                        System.out.println(HexFormat.of().formatHex(sha.digest()));
                    }
                }
            }
        }
        """;

    public static IReadOnlyDictionary<string, Func<string, Task<IReadOnlyList<string>>>> All { get; } =
        new Dictionary<string, Func<string, Task<IReadOnlyList<string>>>>
        {
            ["unzip"] = zip => IntoFolderAsync(zip, folder => ExternalTool.RunAsync("unzip", "-q", zip, "-d", folder)),
            ["7z"] = zip => IntoFolderAsync(zip, folder => ExternalTool.RunAsync("7z", "x", "-y", $"-o{folder}", zip)),
            ["bsdtar"] = zip => IntoFolderAsync(zip, folder => ExternalTool.RunAsync("bsdtar", "-xf", zip, "-C", folder)),
            ["Python zipfile"] = zip => ByProgramAsync(zip, "python3", "unpack.py", Python),
            ["Java ZipInputStream"] = zip => ByProgramAsync(zip, "java", "Unpack.java", Java),
        };

    private static async Task<IReadOnlyList<string>> IntoFolderAsync(string zip, Func<string, Task> unpack)
    {
        using var folder = new TempFolder();
        await unpack(folder.Path);
        return [.. Directory.EnumerateFiles(folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(SampleArchive.Sha256Of)];
    }

    private static async Task<IReadOnlyList<string>> ByProgramAsync(string zip, string program, string source, string text)
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, source);
        await File.WriteAllTextAsync(path, text, Encoding.ASCII);
        return (await ExternalTool.RunAsync(program, path, zip)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
