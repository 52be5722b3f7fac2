using ServerlessOrders.Mail;
using ServerlessOrders.Notifications;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>Who does each kind of work.</summary>
internal sealed class OrderWork(
    SelectionExpansion expansion,
    SubOrderPreparation preparation,
    FailedFileReset reset,
    OrderCleanup cleanup,
    OrderConfirmation confirmation,
    EventSending events)
{
    /// <summary>Does one piece of work.</summary>
    public Task RunAsync(WorkflowTask task, CancellationToken cancellationToken) => task.Kind switch
    {
        WorkflowTaskKind.ExpandPage => expansion.ExpandPageAsync(task, cancellationToken),
        WorkflowTaskKind.PrepareSubOrder => preparation.PrepareAsync(SubOrderOf(task), task.Generation, task.Planned, cancellationToken),
        WorkflowTaskKind.ResetFailedFiles => reset.ResetAsync(SubOrderOf(task), task.Generation, cancellationToken),
        WorkflowTaskKind.CleanUp => cleanup.CleanUpAsync(task, cancellationToken),
        WorkflowTaskKind.SendConfirmation => confirmation.SendAsync(task.Order, cancellationToken),
        WorkflowTaskKind.SendEvents => events.SendAsync(task.Order, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task.Kind, "There is no such kind of work."),
    };

    private static SubOrderKey SubOrderOf(WorkflowTask task) =>
        task.SubOrder ?? throw new ArgumentException($"Work of the kind {task.Kind} needs a sub-order.", nameof(task));
}
