namespace ServerlessOrders.Orders;

/// <summary>The e-mail that confirms an order and was not sent yet.</summary>
/// <param name="Tries">How many tries were begun.</param>
/// <param name="NotBefore">When the next one may begin; while a try is under way, when it counts as lost.</param>
internal sealed record PendingConfirmation(int Tries, DateTimeOffset NotBefore)
{
    /// <summary>True if an order of that status is worth confirming: not one that failed or whose files are gone.</summary>
    public static bool Fits(OrderStatus status) =>
        status is OrderStatus.RUNNING or OrderStatus.PAUSED or OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING;
}
