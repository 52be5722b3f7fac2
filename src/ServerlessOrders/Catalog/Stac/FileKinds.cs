using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>Tells files from what only has a name in a folder: opening a named pipe waits for ever, a device never ends.</summary>
internal static class FileKinds
{
    // https://man7.org/linux/man-pages/man2/statx.2.html: the same layout on every processor.
    private const int CurrentFolder = -100;
    private const uint TypeField = 1;
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>
    /// True for a regular file, or a symbolic link to one. .NET does not tell, so Linux is asked; elsewhere every file counts as one.
    /// </summary>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux()) return true;
        var answer = new byte[StatxBytes];
        // A file that cannot be asked about is opened, which says why it cannot be read.
        if (Statx(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, TypeField, answer) != 0) return true;
        return (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(ModeOffset)) & TypeMask) == RegularFile;
    }

    /// <summary>True if a symbolic link stands between a folder and a path below it, the path itself included.</summary>
    /// <param name="folder">A full path that ends with a separator.</param>
    /// <param name="path">A full path below it.</param>
    public static bool LeadsOverLink(string folder, string path)
    {
        for (var at = path; at.Length > folder.Length; at = Path.GetDirectoryName(at)!)
            if (new FileInfo(at).LinkTarget is not null) return true;
        return false;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] answer);
}
