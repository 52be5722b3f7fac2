using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Local.Workflows;

namespace ServerlessOrders.Tests.Unit.Local;

public sealed class OrderScheduleTests
{
    private static readonly OrderKey Order = new("demo", 1);

    private readonly FakeTimeProvider _time = new();
    private readonly OrderSchedule _schedule;

    public OrderScheduleTests()
    {
        _schedule = new OrderSchedule(_time);
        _schedule.Open();
    }

    [Fact]
    public void Wake_WhileAnotherProcessDrives_IsRefused()
    {
        _schedule.Close();

        Assert.False(_schedule.TryWake(Order));
        Assert.Null(Next());
    }

    [Fact]
    public void SecondWake_BeforeTheRun_MakesNoSecondRun()
    {
        _schedule.TryWake(Order);
        _schedule.TryWake(Order);

        Assert.NotNull(Next());
        Assert.Null(Next());
    }

    [Fact]
    public void Wake_DuringARun_MakesAnotherRun_EvenWhereTheOrderFinished()
    {
        var run = Begin();
        Assert.True(_schedule.TryWake(Order));
        Assert.Null(Next());

        _schedule.End(run, due: null);

        Assert.Same(run, Next());
    }

    [Fact]
    public void FinishedOrder_IsForgotten()
    {
        _schedule.End(Begin(), due: null);
        _time.Advance(TimeSpan.FromDays(1));
        _schedule.MoveDue();

        Assert.Null(Next());
    }

    [Fact]
    public void WaitingOrder_RunsAtItsTime_AndNotBefore()
    {
        var run = Begin();
        _schedule.End(run, _time.GetUtcNow() + TimeSpan.FromMinutes(5));

        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        _schedule.MoveDue();
        Assert.Null(Next());

        _time.Advance(TimeSpan.FromTicks(1));
        _schedule.MoveDue();
        Assert.Same(run, Next());
    }

    [Fact]
    public void Lag_CountsFromTheWakeUpOrTheDueTime_HoweverLateItIsNoticed()
    {
        var woken = _time.GetUtcNow();
        _schedule.TryWake(Order);
        _time.Advance(TimeSpan.FromSeconds(2));
        var run = Next()!;
        Assert.Equal(woken, run.ReadySince);

        Assert.True(_schedule.TryBegin(run));
        var due = _time.GetUtcNow() + TimeSpan.FromMinutes(5);
        _schedule.End(run, due);
        _time.Advance(TimeSpan.FromMinutes(6));
        _schedule.MoveDue();
        Assert.Equal(due, Next()!.ReadySince);
    }

    [Fact]
    public void WaitingOrder_ThatIsWoken_RunsAtOnce_AndNotAgainAtItsOldTime()
    {
        var run = Begin();
        _schedule.End(run, _time.GetUtcNow() + TimeSpan.FromMinutes(5));

        _schedule.TryWake(Order);
        Assert.Same(run, Next());
        Assert.True(_schedule.TryBegin(run));
        _schedule.End(run, _time.GetUtcNow() + TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(6));
        _schedule.MoveDue();
        Assert.Null(Next());
    }

    [Fact]
    public void FailedRuns_AreRetriedAfterPausesThatDouble_UpToAMinute()
    {
        var pauses = new List<double>();
        var run = Begin();
        for (var i = 0; i < 8; i++)
        {
            var pause = _schedule.Retry(run);
            pauses.Add(pause.TotalSeconds);
            _schedule.MoveDue();
            Assert.Null(Next());
            _time.Advance(pause);
            _schedule.MoveDue();
            Assert.Same(run, Next());
            Assert.True(_schedule.TryBegin(run));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], pauses);
        _schedule.End(run, _time.GetUtcNow());
        Assert.Same(run, Next());
        Assert.True(_schedule.TryBegin(run));
        Assert.Equal(TimeSpan.FromSeconds(1), _schedule.Retry(run));
    }

    [Fact]
    public void LostLease_CancelsItsRuns_AndStartsNoneOfItsOrders()
    {
        var running = Begin();
        _schedule.TryWake(new OrderKey("demo", 2));
        var ready = Next()!;

        _schedule.Close();

        Assert.True(running.Lost.IsCancellationRequested);
        Assert.False(_schedule.TryBegin(ready));
        _schedule.End(running, _time.GetUtcNow());
        Assert.Null(Next());
    }

    [Fact]
    public void RunOfALostLease_ThatEndsLate_DoesNotTouchTheRunThatFollowedIt()
    {
        var late = Begin();
        _schedule.Close();
        _schedule.Open();
        var current = Begin();
        Assert.NotSame(late, current);

        _schedule.End(late, due: null);
        _schedule.End(current, _time.GetUtcNow());

        Assert.Same(current, Next());
    }

    private ScheduledOrder Begin()
    {
        Assert.True(_schedule.TryWake(Order));
        var run = Next();
        Assert.NotNull(run);
        Assert.True(_schedule.TryBegin(run));
        return run;
    }

    private ScheduledOrder? Next() => _schedule.Ready.TryRead(out var order) ? order : null;
}
