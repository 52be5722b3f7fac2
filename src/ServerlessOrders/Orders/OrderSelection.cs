using ServerlessOrders.Baskets;

namespace ServerlessOrders.Orders;

/// <summary>What an order takes: the basket's selections at the moment of the order. Kept beside the order, for restart too.</summary>
/// <param name="Datasets">One entry per dataset task, in order.</param>
internal sealed record OrderSelection(IReadOnlyList<DatasetSelection> Datasets);
