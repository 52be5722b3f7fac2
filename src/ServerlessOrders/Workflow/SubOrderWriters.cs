using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>Begins the writing of new files into sub-orders.</summary>
public sealed class SubOrderWriters(FileStore files, FileChanges changes, IOptions<OrdersOptions> options)
{
    /// <summary>Goes on at a position.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cursor">The claim of this run, and whether it writes external files.</param>
    /// <param name="task">Index of the dataset task.</param>
    /// <param name="next">Position of the next file.</param>
    /// <param name="goesOn">Tells whether this run may still write; asked after each new sub-order's first write.</param>
    internal SubOrderWriter Begin(OrderKey order, ExpansionCursor cursor, int task, int next, Func<Task<bool>> goesOn) =>
        new(files, changes, options.Value, order, cursor, task, next, goesOn);
}
