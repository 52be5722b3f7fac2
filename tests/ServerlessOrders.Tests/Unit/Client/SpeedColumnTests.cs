using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Client.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ServerlessOrders.Tests.Unit.Client;

public sealed class SpeedColumnTests
{
    [Fact]
    public void Render_TellsTheSpeedOfTheLastSeconds_WhateverWasThereBefore()
    {
        var time = new FakeTimeProvider();
        var fetched = 0L;
        var column = new SpeedColumn(() => fetched, time);
        // Nine of ten gigabytes were there.
        var bar = new ProgressTask(1, "files", maxValue: 10e9) { Value = 9e9 };

        Assert.Equal("", Shown());
        Come(TimeSpan.FromSeconds(1), 5_000_000);
        Assert.Equal("5.0 MB/s 3:19", Shown());
        Come(TimeSpan.FromSeconds(20), 20_000_000);
        Shown();
        Come(TimeSpan.FromSeconds(5), 500_000);
        Assert.Equal("100.0 kB/s 2:42:25", Shown());
        Come(TimeSpan.FromSeconds(60), 0);
        Assert.Equal("", Shown());

        void Come(TimeSpan within, long bytes)
        {
            time.Advance(within);
            fetched += bytes;
            bar.Value += bytes;
        }

        string Shown()
        {
            using var text = new StringWriter();
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
            console.Write(column.Render(RenderOptions.Create(console, console.Profile.Capabilities), bar, TimeSpan.Zero));
            return text.ToString().Trim();
        }
    }
}
