namespace ServerlessOrders.Client.Fetch;

/// <summary>Tells apart why a file cannot be written.</summary>
internal static class DiskFaults
{
    // ENOSPC and EDQUOT; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] Full = OperatingSystem.IsWindows()
        ? [unchecked((int)0x80070027), unchecked((int)0x80070070)]
        : [28, OperatingSystem.IsLinux() ? 122 : 69];

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK, which .NET lets through as it is.
    private static readonly int Held = OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>True if another process has the file locked.</summary>
    public static bool IsHeld(IOException fault) => fault.HResult == Held;

    /// <summary>True if there is no room.</summary>
    public static bool IsFull(IOException fault) => Full.Contains(fault.HResult);

    /// <summary>What to tell the user; null if it is no fault of the disk.</summary>
    public static OrdersException? Explain(Exception fault, string folder) => fault switch
    {
        IOException full when IsFull(full) =>
            new OrdersException(ExitCode.DiskFull, $"The disk of {folder} is full: make room, and the same command goes on from here.", fault),
        UnauthorizedAccessException => new OrdersException(ExitCode.NotWritable, $"{folder} cannot be written: {First(fault)}", fault),
        IOException { InnerException: not System.Net.Sockets.SocketException } and not HttpIOException => new OrdersException(ExitCode.NotWritable, $"{folder} cannot be used: {First(fault)}", fault),
        _ => null,
    };

    private static string First(Exception fault) => fault.Message.Split('\n')[0];
}
