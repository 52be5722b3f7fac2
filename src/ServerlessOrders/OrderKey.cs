namespace ServerlessOrders;

/// <summary>Names one order: order ids are counted per tenant, so the tenant belongs to the name.</summary>
/// <param name="Tenant">The tenant (REGARDS: project) that owns the order.</param>
/// <param name="Id">The order's number within the tenant, from 1, below 2^31.</param>
public readonly record struct OrderKey(string Tenant, long Id)
{
    /// <summary>The key as text, <c>tenant/id</c>: for logs and hashes.</summary>
    public override string ToString() => $"{Tenant}/{Id}";
}
