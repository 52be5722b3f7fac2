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

    private static string Text(ImportProgress progress) =>
        progress.Total is { } total
            ? $"{progress.Done} of {total} ({Size(progress.Bytes)})"
            : $"{progress.Done} ({Size(progress.Bytes)})";

    private sealed class Bar(ProgressTask task) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            task.IsIndeterminate = value.Total is null;
            task.MaxValue = Math.Max(value.Total ?? value.Done, 1);
            task.Value = value.Done;
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
