using ServerlessOrders.Orders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>Wakes an order directly if this process drives orders, else through a note that the one that does takes within three seconds.</summary>
internal sealed class LocalOrderWorkflows(OrderSchedule schedule, WakeNoteStore notes) : IOrderWorkflows
{
    /// <inheritdoc/>
    public Task WakeAsync(OrderKey order, CancellationToken cancellationToken) =>
        schedule.TryWake(order) ? Task.CompletedTask : notes.AddAsync(order, cancellationToken);
}
