using System.Globalization;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>What a process has used, read from /proc.</summary>
internal sealed class ProcessUsage(int processId)
{
    // sysconf(_SC_CLK_TCK): 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU, user and system, since its start.</summary>
    public double CpuSeconds
    {
        get
        {
            // The name in parentheses may hold spaces; the fields after it do not (proc_pid_stat(5): utime is the 14th, stime the 15th).
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>The most memory it has had resident, in bytes.</summary>
    public long PeakMemory => Status("VmHWM:") * 1024;

    /// <summary>The memory it has resident now, in bytes.</summary>
    public long Memory => Status("VmRSS:") * 1024;

    /// <summary>Starts <see cref="PeakMemory"/> anew from what is resident now.</summary>
    public void ResetPeak() => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    private long Status(string field) => Number(File.ReadLines($"/proc/{processId}/status")
        .First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
