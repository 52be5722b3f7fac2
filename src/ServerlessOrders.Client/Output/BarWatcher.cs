using System.Globalization;
using ServerlessOrders.Client.Fetch;
using Spectre.Console;

namespace ServerlessOrders.Client.Output;

/// <summary>How a fetch goes on, as a bar of bytes on a terminal.</summary>
internal sealed class BarWatcher(ProgressTask bar, IAnsiConsole console) : IFetchWatcher
{
    private readonly Lock _gate = new();
    private long _bytes;
    private long _files;
    private long _done;
    private long _present;

    /// <summary>Shows a bar while something is done.</summary>
    public static Task<T> ShowAsync<T>(IAnsiConsole console, Func<IFetchWatcher, Task<T>> work)
    {
        BarWatcher? watcher = null;
        return console.Progress()
            .AutoClear(false)
            .Columns(
                new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                // By thousands, as everywhere else.
                new DownloadedColumn { Base = FileSizeBase.Decimal, Culture = CultureInfo.InvariantCulture },
                new SpeedColumn(() => watcher?.Fetched ?? 0, TimeProvider.System))
            .StartAsync(async context =>
            {
                var bar = context.AddTask("asking", maxValue: 1);
                bar.IsIndeterminate = true;
                watcher = new BarWatcher(bar, console);
                var result = await work(watcher);
                bar.StopTask();
                return result;
            });
    }

    /// <summary>Bytes that came in this run.</summary>
    private long Fetched
    {
        get
        {
            lock (_gate) return _bytes - _present;
        }
    }

    /// <inheritdoc/>
    public void Planned(long order, long files, long bytes, long presentFiles, long presentBytes)
    {
        (_files, _done) = (files, presentFiles);
        lock (_gate) _present = presentBytes;
        bar.IsIndeterminate = false;
        bar.MaxValue = Math.Max(1, bytes);
        Advanced(presentBytes);
        Describe();
    }

    /// <inheritdoc/>
    public void Advanced(long bytes)
    {
        lock (_gate) bar.Value = _bytes += bytes;
    }

    /// <inheritdoc/>
    public void Finished(string name, long bytes)
    {
        Interlocked.Increment(ref _done);
        Describe();
    }

    /// <inheritdoc/>
    public void Failed(string name, string reason) => console.MarkupLineInterpolated($"[yellow]{Sizes.Clean(name)}: not fetched: {Sizes.Clean(reason)}[/]");

    /// <inheritdoc/>
    public void Waiting(string reason) => bar.Description = Markup.Escape(Sizes.Clean(reason));

    /// <inheritdoc/>
    public void Note(string text) => console.MarkupLineInterpolated($"{Sizes.Clean(text)}");

    private void Describe() => bar.Description = $"{Volatile.Read(ref _done)} of {Sizes.Count(_files, "file")}";
}
