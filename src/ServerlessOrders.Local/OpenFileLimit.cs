using System.Globalization;

namespace ServerlessOrders.Local;

/// <summary>How many files and connections this process may have open (<c>ulimit -n</c>), and how many clients that allows.</summary>
internal static class OpenFileLimit
{
    /// <summary>What the process itself has open: assemblies, event queues, its log, locks, connections to storage that stay.</summary>
    private const int Own = 400;

    /// <summary>What is assumed of a system that does not tell; the runtime raises its own limit as far as the system lets it.</summary>
    private const int Unknown = 10_240;

    /// <summary>More than one machine serves.</summary>
    private const int Most = 50_000;

    /// <summary>The descriptors that there are.</summary>
    public static int Descriptors()
    {
        const string name = "Max open files";
        if (!OperatingSystem.IsLinux()) return Unknown;
        var soft = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return soft == "unlimited" ? int.MaxValue : int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : Unknown;
    }

    /// <summary>
    /// How many clients may be connected at a time: each needs one descriptor, and another for storage while it is answered.
    /// </summary>
    public static int Connections(int descriptors) => Math.Clamp((descriptors - Own) / 2, 16, Most);
}
