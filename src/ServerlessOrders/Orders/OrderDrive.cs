namespace ServerlessOrders.Orders;

/// <summary>
/// Has orders driven. A note comes before what must be driven, so that a process that dies in between leaves somebody to go on, and
/// again after it, since a workflow that was about to finish may have removed it.
/// </summary>
internal sealed class OrderDrive(UnfinishedOrderStore unfinished, IOrderWorkflows workflows)
{
    /// <summary>Notes that the order must be driven; noting it again does no harm.</summary>
    public Task NoteAsync(OrderKey order, CancellationToken cancellationToken) => unfinished.AddAsync(order, cancellationToken);

    /// <summary>Wakes the workflow of an order whose note is there.</summary>
    public Task WakeAsync(OrderKey order, CancellationToken cancellationToken) => workflows.WakeAsync(order, cancellationToken);

    /// <summary>Notes that the order must be driven, and wakes its workflow.</summary>
    public async Task StartAsync(OrderKey order, CancellationToken cancellationToken)
    {
        await unfinished.AddAsync(order, cancellationToken);
        await workflows.WakeAsync(order, cancellationToken);
    }
}
