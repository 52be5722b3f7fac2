namespace ServerlessOrders.Workflow;

/// <summary>
/// Drives one order: a loop that reads the state, does what it asks for, and waits. All state is in the store; the loop has none.
/// </summary>
/// <remarks>
/// Runs inside a Durable orchestration, so it obeys its rules: no clock, no random numbers, no I/O, no other threads, no
/// ConfigureAwait(false); only the context.
/// Steps: (1) ask what comes next, (2) end if nothing does, (3) run the work, side by side, and go on, or
/// (4) wait and return, so that the engine starts the body anew with an empty history.
/// </remarks>
public static class OrderWorkflow
{
    /// <summary>How many steps of work one run of the body makes before it returns: keeps Durable histories small.</summary>
    public const int MaxSteps = 20;

    /// <summary>Runs the body once.</summary>
    /// <returns>Whether the order is finished or the body wants to be started anew, at once.</returns>
    public static async Task<WorkflowEnd> RunAsync(IWorkflowContext context, OrderKey order)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            // (1)
            var next = await context.PlanAsync(order);
            context.Report(next.Status);

            // (2)
            if (next.Finished) return WorkflowEnd.Finished;

            // (3)
            if (next.Tasks.Count > 0)
            {
                await Task.WhenAll(next.Tasks.Select(context.RunAsync));
                continue;
            }

            // (4)
            await context.WaitForWakeAsync(next.WaitUntil ?? context.CurrentUtc);
            return WorkflowEnd.StartAnew;
        }

        return WorkflowEnd.StartAnew;
    }
}

/// <summary>How a run of <see cref="OrderWorkflow"/> ended.</summary>
public enum WorkflowEnd
{
    /// <summary>Nobody needs to drive the order any more.</summary>
    Finished,

    /// <summary>The body must be started again.</summary>
    StartAnew,
}
