using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests;

/// <summary>Holders of slots, told by numbers.</summary>
internal static class SlotHolders
{
    /// <summary>The sub-order of an order of that owner's tenant.</summary>
    public static SlotHolder Holder(this SlotOwner owner, long order, int first, long generation) =>
        new(new SubOrderKey(new OrderKey(owner.Tenant, order), first), generation);
}
