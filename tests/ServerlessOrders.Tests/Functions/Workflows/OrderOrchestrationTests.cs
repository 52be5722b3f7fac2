using System.Globalization;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Workflows;

namespace ServerlessOrders.Tests.Functions.Workflows;

public sealed class OrderOrchestrationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_DoesTheWorkThatIsPlanned_AndEndsWithTheOrder()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Work(0, 50), ScriptedOrder.Work(100), ScriptedOrder.Finished);

        await order.WakeAsync();
        var end = await order.EndAsync();

        Assert.Equal(["plan", "work 0", "work 50"], order.Done.Take(3).Order());
        Assert.Equal(["plan", "work 100", "plan"], order.Done.Skip(3));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("DONE", end.ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Wait_ThatNobodyEnds_EndsAtItsTime()
    {
        var until = TimeProvider.System.GetUtcNow().AddMinutes(5);
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.WaitUntil(until), ScriptedOrder.Finished);

        await order.WakeAsync();
        var end = await order.EndAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(["plan", "plan"], order.Done);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"timer {until.UtcDateTime:O}"), order.Runs[0]);
        Assert.Equal("start anew, events kept", order.Runs[0][^1]);
    }

    /// <summary>That the events are delivered then is not seen here: the in-memory engine loses them, and the host does not.</summary>
    [Fact]
    public async Task Wait_ThatAWakeUpEnds_StartsAnew_AndAsksToKeepOtherEvents()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Wait());
        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 1);

        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 2);

        Assert.Equal(["plan", "plan"], order.Done);
        Assert.Equal("start anew, events kept", order.Runs[0][^1]);
    }

    [Fact]
    public async Task WakeUp_DuringWork_IsThereForTheNextWait_WhichNeedsNoTimer()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Work(0), ScriptedOrder.Wait(), ScriptedOrder.Finished);
        order.Before = name => name == OrderActivityFunctions.WorkName ? order.WakeAsync() : Task.CompletedTask;

        await order.WakeAsync();
        await order.EndAsync();

        Assert.Equal(["plan", "work 0", "plan", "plan"], order.Done);
        Assert.DoesNotContain(order.Runs.SelectMany(run => run), asked => asked.StartsWith("timer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CustomStatus_SaysPaused_AlsoWhileTheNextRunBegins()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Wait("PAUSED"));
        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 1);

        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 2);

        Assert.Equal("status PAUSED", order.Runs[1][0]);
        Assert.Equal(["PAUSED"], order.Engine.Journal.StatusesOf(ScriptedOrder.InstanceId));
        await DurableEngine.UntilAsync(async () => (await order.Engine.FindAsync(ScriptedOrder.InstanceId))?.ReadCustomStatusAs<string>() == "PAUSED");
    }

    [Fact]
    public async Task Work_WithoutEnd_StartsAnewBeforeItsHistoryGetsLong()
    {
        await using var order = await ScriptedOrder.StartAsync([.. Enumerable.Repeat(ScriptedOrder.Work(0), 50), ScriptedOrder.Finished]);

        await order.WakeAsync();
        await order.EndAsync();

        Assert.Equal(51, order.Done.Count(done => done == "plan"));
        Assert.Equal(3, order.Runs.Count);
    }

    [Fact]
    public async Task Activity_ThatFailsAFewTimes_IsTriedAgainAfterPauses()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Work(0), ScriptedOrder.Finished);
        var failures = 5;
        order.Before = name => name == OrderActivityFunctions.WorkName && Interlocked.Decrement(ref failures) >= 0
            ? throw new IOException("Storage is busy.")
            : Task.CompletedTask;

        await order.WakeAsync();
        var end = await order.EndAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(["plan", "work 0", "plan"], order.Done);
        Assert.Contains(order.Runs[0], asked => asked.EndsWith(" 6 times, after 2 s, x2, up to 30 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Activity_ThatFailsForGood_FailsTheInstance_AndTheNextWakeUpStartsItAnew()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Finished);
        var tries = 0;
        order.Before = _ =>
        {
            tries++;
            throw new IOException("The disk is gone.");
        };
        await order.WakeAsync();
        var failed = await order.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Contains("The disk is gone.", failed.FailureDetails!.ToString(), StringComparison.Ordinal);
        Assert.Equal(6, tries);

        order.Before = _ => Task.CompletedTask;
        await order.WakeAsync();
        var revived = await order.EndAsync();

        Assert.Equal(["plan"], order.Done);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, null), (revived.RuntimeStatus, revived.FailureDetails));
    }

    [Fact]
    public async Task Instance_ThatAnOperatorSuspended_SeesItsWakeUpsWhenItGoesOn()
    {
        await using var order = await ScriptedOrder.StartAsync(ScriptedOrder.Wait(), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 1);

        await order.Engine.Operator.SuspendInstanceAsync(ScriptedOrder.InstanceId, Stop);
        await DurableEngine.UntilAsync(async () =>
            (await order.Engine.FindAsync(ScriptedOrder.InstanceId))!.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await order.WakeAsync();
        Assert.Equal(["plan"], order.Done);
        await order.Engine.Operator.ResumeInstanceAsync(ScriptedOrder.InstanceId, Stop);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await order.EndAsync()).RuntimeStatus);
        Assert.Equal(["plan", "plan"], order.Done);
    }
}
