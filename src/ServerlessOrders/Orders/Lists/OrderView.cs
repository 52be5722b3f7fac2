using System.ComponentModel.DataAnnotations;
using ServerlessOrders.Baskets;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Security;

namespace ServerlessOrders.Orders.Lists;

/// <summary>An order as the API shows it (contract, section 4).</summary>
/// <param name="Id">Its number, from 1 in each tenant.</param>
/// <param name="Owner">The login of its owner.</param>
/// <param name="Label">Its label, unique for its owner.</param>
/// <param name="CreationDate">When it was made.</param>
/// <param name="ExpirationDate">When its files go.</param>
/// <param name="PercentCompleted">Prepared bytes in percent; 100 only at the end.</param>
/// <param name="FilesInErrorCount">Files that could not be prepared.</param>
/// <param name="AvailableFilesCount">Files that can be fetched and were not yet.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StatusDate">When the status last changed.</param>
/// <param name="WaitingForUser">True if prepared files wait for their download.</param>
/// <param name="Message">Why it ended as it did, if there is something to say.</param>
/// <param name="DatasetTasks">What it holds, by collection.</param>
internal sealed record OrderView(
    long Id,
    string Owner,
    [MaxLength(OrderDraft.MaxLabelLength)] string Label,
    DateTimeOffset CreationDate,
    DateTimeOffset ExpirationDate,
    [Range(0, 100)] int PercentCompleted,
    long FilesInErrorCount,
    long AvailableFilesCount,
    OrderStatus Status,
    DateTimeOffset StatusDate,
    bool WaitingForUser,
    string? Message,
    IReadOnlyList<DatasetTaskView> DatasetTasks)
{
    /// <summary>What it waits for, if it is not finished; only if one order is shown.</summary>
    public ProgressView? Progress { get; init; }

    /// <summary>The order with the links that the caller may follow now, in the order of the contract.</summary>
    /// <param name="snapshot">The order.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="links">Builds addresses.</param>
    /// <param name="sentZip">The number of the caller's last complete ZIP; null if there is none, or nobody looked.</param>
    public static Resource<OrderView> Of(OrderSnapshot snapshot, Caller caller, Links links, long? sentZip = null)
    {
        var order = snapshot.Order;
        var view = new OrderView(
            order.Id, order.OwnerName, order.Label, order.CreationDate, order.ExpirationDate, snapshot.PercentCompleted,
            snapshot.FilesInErrorCount, snapshot.AvailableFilesCount, order.Status, order.StatusDate, snapshot.WaitingForUser,
            order.Message, [.. snapshot.Tasks.Select(task => DatasetTaskView.Of(order, task))]);
        return new Resource<OrderView>(view, [.. LinksOf(snapshot, caller, links, sentZip)]);
    }

    private static IEnumerable<Link> LinksOf(OrderSnapshot snapshot, Caller caller, Links links, long? sentZip)
    {
        var order = snapshot.Order;
        yield return links.To("self", ApiRoutes.Order, order.Id);
        yield return links.To("list", ApiRoutes.UserOrders);
        if (!OrderAccess.CanUse(caller, order)) yield break;
        if (snapshot.AvailableFilesCount > 0) yield return links.To("download", ApiRoutes.Zip, order.Id);
        if (Allows(OrderCommand.Pause)) yield return links.To("pause", ApiRoutes.PauseOrder, order.Id);
        if (Allows(OrderCommand.Resume)) yield return links.To("resume", ApiRoutes.ResumeOrder, order.Id);
        if (Allows(OrderCommand.Delete)) yield return links.To("delete", ApiRoutes.Order, order.Id);
        if (Allows(OrderCommand.Remove) && caller.IsAdmin) yield return links.To("remove", ApiRoutes.RemoveOrder, order.Id);
        if (Allows(OrderCommand.Restart)) yield return links.To("restart", ApiRoutes.RestartOrder, order.Id);
        if (Allows(OrderCommand.Retry)) yield return links.To("retry", ApiRoutes.RetryOrder, order.Id);
        if (Allows(OrderCommand.Extend)) yield return links.To("extend", ApiRoutes.OrderExpiration, order.Id);
        if (sentZip is { } number) yield return links.To("download-again", ApiRoutes.ZipVersion, order.Id, number);

        bool Allows(OrderCommand command) => OrderTransitions.Refusal(order.Status, command) is null;
    }
}

/// <summary>The part of an order that is of one collection.</summary>
/// <param name="Id">Its number.</param>
/// <param name="DatasetLabel">The collection's title.</param>
/// <param name="ObjectsCount">Products.</param>
/// <param name="FilesCount">Files.</param>
/// <param name="FilesSize">Their bytes.</param>
/// <param name="FileSelectionDescription">The file filters, if any.</param>
internal sealed record DatasetTaskView(
    long Id,
    string DatasetLabel,
    long ObjectsCount,
    long FilesCount,
    long FilesSize,
    FileSelectionDescription? FileSelectionDescription)
{
    public static DatasetTaskView Of(Order order, DatasetTask task) => new(
        FileIds.Of(order.Id, task.Index), task.DatasetLabel, task.ObjectsCount, task.FilesCount, task.FilesSize,
        task.FileSelectionDescription);
}
