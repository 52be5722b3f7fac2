using ServerlessOrders.Functions.Workflows;

namespace ServerlessOrders.Tests.Functions.Workflows;

public sealed class OrderOrchestrationTests
{
    [Fact]
    public async Task Run_DoesTheWorkThatIsPlanned_AndEndsWithTheOrder()
    {
        var order = new ScriptedOrder(ScriptedOrder.Work(0, 50), ScriptedOrder.Work(100), ScriptedOrder.Finished);

        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Equal(["plan", "work 0", "work 50", "plan", "work 100", "plan"], order.Done);
        Assert.True(order.Instance.HasEnded);
        Assert.Null(order.Instance.Failure);
        Assert.Equal("DONE", order.Instance.CustomStatus);
    }

    [Fact]
    public async Task Wait_ThatNobodyEnds_EndsAtItsTime()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait(minutes: 5), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.Hub.RunAsync();

        await order.Hub.AdvanceAsync(new TimeSpan(0, 4, 59));
        Assert.Equal(["plan"], order.Done);
        await order.Hub.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["plan", "plan"], order.Done);
        Assert.True(order.Instance.HasEnded);
    }

    [Fact]
    public async Task Wait_ThatAWakeUpEnds_CancelsItsTimer_AndStartsAnewWithAnEmptyHistory()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait(), order.Wait());
        await order.WakeAsync();
        await order.Hub.RunAsync();

        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Equal(["plan", "plan"], order.Done);
        // The first run has the wake-up and its episode in its history, the second one stands where the first one stood before.
        Assert.Equal([7, 5], order.Instance.Runs.Select(run => run.History.Count));
        Assert.Single(order.Instance.Timers);
    }

    [Fact]
    public async Task WakeUp_DuringWork_IsThereForTheNextWait_WhichNeedsNoTimer()
    {
        var order = new ScriptedOrder(ScriptedOrder.Work(0));
        order.Plan(order.Wait(), ScriptedOrder.Finished);
        order.Before = name => name == OrderActivityFunctions.WorkName ? order.WakeAsync() : Task.CompletedTask;

        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Equal(["plan", "work 0", "plan", "plan"], order.Done);
        Assert.True(order.Instance.HasEnded);
        Assert.DoesNotContain(
            order.Instance.Runs.SelectMany(run => run.History), happened => happened is HistoryEvent.Scheduled { Action: OrchestratorAction.Timer });
    }

    [Fact]
    public async Task WakeUps_ThatOneWaitDoesNotTake_AreKeptForTheNextRun()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait(), order.Wait(), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.Hub.RunAsync();

        await order.WakeAsync();
        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Equal(["plan", "plan", "plan"], order.Done);
        Assert.True(order.Instance.HasEnded);
    }

    [Fact]
    public async Task CustomStatus_SaysPaused_AlsoWhileTheNextRunBegins()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait("PAUSED", minutes: 5), order.Wait("PAUSED", minutes: 10));
        await order.WakeAsync();
        await order.Hub.RunAsync();

        await order.Hub.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(2, order.Instance.Runs.Count);
        Assert.Equal([null, "PAUSED"], order.Instance.Statuses);
    }

    [Fact]
    public async Task Work_WithoutEnd_StartsAnewBeforeItsHistoryGetsLong()
    {
        var order = new ScriptedOrder(Enumerable.Repeat(ScriptedOrder.Work(0), 100).Append(ScriptedOrder.Finished).ToArray());

        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Equal(101, order.Done.Count(done => done == "plan"));
        Assert.Equal(6, order.Instance.Runs.Count);
        Assert.All(order.Instance.Runs, run => Assert.True(run.History.Count < 150));
    }

    [Fact]
    public async Task Activity_ThatFailsAFewTimes_IsTriedAgainAfterPauses()
    {
        var order = new ScriptedOrder(ScriptedOrder.Work(0), ScriptedOrder.Finished);
        var failures = 3;
        order.Before = name => name == OrderActivityFunctions.WorkName && failures-- > 0
            ? throw new IOException("Storage is busy.")
            : Task.CompletedTask;
        await order.WakeAsync();

        await order.Hub.RunAsync();
        foreach (var pause in new[] { 2, 4, 8 })
        {
            Assert.DoesNotContain("work 0", order.Done);
            await order.Hub.AdvanceAsync(TimeSpan.FromSeconds(pause));
        }

        Assert.Equal(["plan", "work 0", "plan"], order.Done);
        Assert.Null(order.Instance.Failure);
    }

    [Fact]
    public async Task Activity_ThatFailsForGood_FailsTheInstance_AndTheNextWakeUpStartsItAnew()
    {
        var order = new ScriptedOrder(ScriptedOrder.Finished) { Before = _ => throw new IOException("The disk is gone.") };
        await order.WakeAsync();
        await order.Hub.RunAsync();
        for (var minute = 0; minute < 5; minute++) await order.Hub.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("The disk is gone.", order.Instance.Failure);

        order.Before = _ => Task.CompletedTask;
        await order.WakeAsync();
        await order.Hub.RunAsync();

        Assert.Equal(["plan"], order.Done);
        Assert.True(order.Instance is { HasEnded: true, Failure: null });
    }

    [Fact]
    public async Task Instance_ThatAnOperatorSuspended_SeesItsWakeUpsWhenItGoesOn()
    {
        var order = new ScriptedOrder();
        order.Plan(order.Wait(), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.Hub.RunAsync();

        order.Instance.Suspended = true;
        await order.WakeAsync();
        await order.Hub.RunAsync();
        Assert.Equal(["plan"], order.Done);

        order.Instance.Suspended = false;
        await order.Hub.RunAsync();
        Assert.True(order.Instance.HasEnded);
    }
}
