using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Orders;

/// <summary>Histories of preparations played again: each is estimated from those before it, and then seen.</summary>
public sealed class EstimateReplayTests(ITestOutputHelper output)
{
    private const int Length = 2000;
    private const long Work = 100L * 1024 * 1024;

    private static readonly DateTimeOffset Start = SomeOrder.Start;

    /// <summary>How long restores take, in seconds: about 6 h; two kinds, of 1 h and of 12 h; evenly between 1 and 15 h.</summary>
    public static TheoryData<string> Restores => ["lognormal", "two kinds", "even"];

    [Theory, MemberData(nameof(Restores))]
    public void NineOfTenRestores_EndWithinTheirRange(string kind) => Replay(
        $"restores, {kind}",
        random => kind switch
        {
            "lognormal" => 6 * 3600 * Math.Exp(0.35 * Normal(random)),
            "two kinds" => (random.NextDouble() < 0.3 ? 1 : 12) * 3600 * Math.Exp(0.1 * Normal(random)),
            _ => 3600 * (1 + (14 * random.NextDouble())),
        },
        restored: true);

    [Theory, MemberData(nameof(Restores))]
    public void NineOfTenRestores_ThatHaveTakenAWhile_EndWithinTheirRange(string kind) => Replay(
        $"restores under way, {kind}",
        random => kind switch
        {
            "lognormal" => 6 * 3600 * Math.Exp(0.35 * Normal(random)),
            "two kinds" => (random.NextDouble() < 0.3 ? 1 : 12) * 3600 * Math.Exp(0.1 * Normal(random)),
            _ => 3600 * (1 + (14 * random.NextDouble())),
        },
        restored: true,
        passed: 0.7);

    [Fact]
    public void NineOfTenVerifications_EndWithinTheirRange() => Replay(
        "verifications", random => Work / (20e6 * Math.Exp(0.4 * Normal(random))), restored: false);

    [Fact]
    public void NineOfTenVerifications_EndWithinTheirRange_ThoughStorageBecomesSlower()
    {
        var seen = 0;
        Replay("verifications, later half as fast", random => Work / ((seen++ < Length / 2 ? 20e6 : 10e6) * Math.Exp(0.4 * Normal(random))), restored: false);
    }

    [Fact]
    public void FewPreparations_TellNothing()
    {
        var past = PastPreparations.None;
        for (var i = 0; i < LogHistogram.MinSeen - 1; i++) past = past.Add(new PreparationBegun(Start, 1, Work, true), Start.AddHours(5));
        Assert.Null(past.RestoreFrom(Start, Start));
        Assert.NotNull(past.Add(new PreparationBegun(Start, 1, Work, true), Start.AddHours(5)).RestoreFrom(Start, Start));
        // None took so long.
        Assert.Null(past.RestoreFrom(Start, Start.AddHours(50)));
    }

    [Fact]
    public void History_StaysSmall_HoweverLongItIs()
    {
        var random = new Random(1);
        var histogram = LogHistogram.Empty;
        for (var i = 0; i < 25 * LogHistogram.MaxSeen; i++) histogram = histogram.Add(Math.Exp(50 * random.NextDouble()));
        Assert.InRange(histogram.Total, 1, LogHistogram.MaxSeen);
        Assert.InRange(histogram.Counts.Count, 1, 241);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NineOfTenRecordedPreparations_EndWithinTheirRange(bool archived)
    {
        var history = RecordedHistory.Read();
        var (told, right, widths) = (0, 0, new List<double>());
        foreach (var (begun, ended) in history.Where(one => one.Begun.Restored == archived))
        {
            // What was known when it began: those that had ended by then.
            var past = history.Where(one => one.Ended <= begun.At).Aggregate(PastPreparations.None, (seen, one) => seen.Add(one.Begun, one.Ended));
            if ((archived ? past.RestoreFrom(begun.At, begun.At) : past.ReadFrom(begun.At, begun.Work, looked: true)) is not { } range) continue;
            told++;
            if (range.Earliest <= ended && ended <= range.Latest) right++;
            widths.Add((range.Latest - range.Earliest).TotalSeconds / (ended - begun.At).TotalSeconds);
        }

        Report(archived ? "recorded, archived" : "recorded, readable at once", history.Count(one => one.Begun.Restored == archived), told, right, widths);
        Assert.InRange(told, 20, int.MaxValue);
    }

    private void Replay(string name, Func<Random, double> draw, bool restored, double passed = 0)
    {
        var random = new Random(20260301);
        var past = PastPreparations.None;
        var (told, right, widths) = (0, 0, new List<double>());
        for (var i = 0; i < Length; i++)
        {
            var seconds = draw(random);
            var now = Start.AddSeconds(seconds * passed * random.NextDouble());
            var (end, range) = restored
                ? (Start.AddSeconds(seconds), past.RestoreFrom(Start, now))
                : (now.AddSeconds(seconds), past.ReadFrom(now, Work, looked: true));
            if (range is not null)
            {
                told++;
                if (range.Earliest <= end && end <= range.Latest) right++;
                widths.Add((range.Latest - range.Earliest).TotalSeconds / (end - now).TotalSeconds);
            }

            past = past.Add(new PreparationBegun(Start, 1, Work, restored), Start.AddSeconds(seconds));
        }

        Report(name, Length, told, right, widths);
        Assert.True(told > Length * 0.9, $"{name}: only {told} were estimated.");
    }

    private void Report(string name, int all, int told, int right, List<double> widths)
    {
        widths.Sort();
        output.WriteLine($"{name}: {told} of {all} estimated, {100.0 * right / told:0.0} % within their range, which is {widths[widths.Count / 2]:0.0} times as wide as the time left (median)");
        Assert.True(right >= 0.9 * told, $"{name}: {right} of {told} were within their range.");
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
