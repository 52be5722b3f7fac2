using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ServerlessOrders.Client.Output;

/// <summary>
/// How fast bytes come, and how long the rest will take: <c>12.3 MB/s 1:05</c>; nothing while none come. Bytes that an earlier run has
/// brought do not count, as they would in the columns of Spectre.Console.
/// </summary>
/// <param name="fetched">Bytes that came in this run.</param>
/// <param name="time">The clock.</param>
internal sealed class SpeedColumn(Func<long> fetched, TimeProvider time) : ProgressColumn
{
    private const double MostSeconds = 999 * 3600;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long Time, long Bytes)> _seen = [];

    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        var (now, bytes) = (time.GetTimestamp(), fetched());
        _seen.Enqueue((now, bytes));
        while (time.GetElapsedTime(_seen.Peek().Time, now) > Window) _seen.Dequeue();
        var seconds = time.GetElapsedTime(_seen.Peek().Time, now).TotalSeconds;
        var speed = seconds > 0 ? (bytes - _seen.Peek().Bytes) / seconds : 0;
        if (speed < 1) return Text.Empty;
        var left = TimeSpan.FromSeconds(Math.Min((task.MaxValue - task.Value) / speed, MostSeconds));
        var hours = left.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours}:{left.Minutes:00}") : $"{left.Minutes}";
        return new Text(string.Create(CultureInfo.InvariantCulture, $"{Sizes.Text((long)speed)}/s {hours}:{left.Seconds:00}"));
    }
}
