namespace ServerlessOrders.SubOrders;

/// <summary>Names one sub-order.</summary>
/// <param name="Order">The order.</param>
/// <param name="First">Position of the sub-order's first file in the order, from 0.</param>
public readonly record struct SubOrderKey(OrderKey Order, int First)
{
    /// <summary>The key as text, <c>tenant/id/first</c>: for logs.</summary>
    public override string ToString() => $"{Order}/{First}";
}
