using ServerlessOrders.Orders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>Wakes an order directly where this process drives it, else through a note that its driver takes within a second.</summary>
internal sealed class LocalOrderWorkflows(OrderSchedule schedule, WakeNoteStore notes) : IOrderWorkflows
{
    /// <inheritdoc/>
    public Task WakeAsync(OrderKey order, CancellationToken cancellationToken) =>
        schedule.TryWake(order) ? Task.CompletedTask : notes.AddAsync(order, cancellationToken);
}
