namespace ServerlessOrders.Local;

/// <summary>Tells a full disk from other faults of files, and says so.</summary>
internal static class DiskFull
{
    /// <summary>Below this a disk counts as full: storage could not write its next save.</summary>
    private const long LeastBytes = 16L * 1024 * 1024;

    // ENOSPC and EDQUOT; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] Codes = OperatingSystem.IsWindows()
        ? [unchecked((int)0x80070027), unchecked((int)0x80070070)]
        : [28, OperatingSystem.IsLinux() ? 122 : 69];

    /// <summary>True if a file could not be written for want of space.</summary>
    public static bool IsCauseOf(IOException fault) => Codes.Contains(fault.HResult);

    /// <summary>What to tell the operator of the disk that a folder is on; null while it has room.</summary>
    public static string? Warning(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= LeastBytes ? null : $"The disk of {folder} is full ({free / 1024} KiB free): nothing can be ordered or recorded until there is room.";
    }
}
