using System.Diagnostics;
using System.Globalization;
using ServerlessOrders.Catalog.Import;
using Spectre.Console;

namespace ServerlessOrders.Local.Imports;

/// <summary>Shows how far an import is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class ImportDisplay
{
    /// <summary>Runs the import with its progress shown on standard error.</summary>
    public static async Task<ImportResult> ShowAsync(TextWriter error, Func<IProgress<ImportProgress>, Task<ImportResult>> import)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        if (Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive) return await import(new Lines(error));
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(context => import(new Bar(context.AddTask("Importing", autoStart: true))));
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        var size = (double)bytes;
        for (; size >= 1024 && unit < units.Length - 1; unit++) size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {units[unit]}");
    }

    private static string Text(ImportProgress progress)
    {
        var done = progress.Total is { } total ? $"{progress.Done} of {total}" : $"{progress.Done}";
        var bytes = progress.TotalBytes is { } all ? $"{Size(progress.Bytes)} of {Size(all)}" : Size(progress.Bytes);
        return $"{done} ({bytes})";
    }

    private sealed class Bar(ProgressTask task) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            // Bytes tell more than files: one of a terabyte among a thousand small ones.
            var (done, total) = value.TotalBytes is > 0 ? (value.Bytes, value.TotalBytes) : (value.Done, value.Total);
            task.IsIndeterminate = total is null;
            task.MaxValue = Math.Max(total ?? done, 1);
            task.Value = done;
            task.Description = $"Imported {Text(value)}";
        }
    }

    private sealed class Lines(TextWriter error) : IProgress<ImportProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

        private long _last = Stopwatch.GetTimestamp();

        public void Report(ImportProgress value)
        {
            if (Stopwatch.GetElapsedTime(_last) < Interval) return;
            _last = Stopwatch.GetTimestamp();
            error.WriteLine($"Imported {Text(value)}");
        }
    }
}
