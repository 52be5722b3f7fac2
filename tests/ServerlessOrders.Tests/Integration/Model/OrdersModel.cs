using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>All orders of a tenant as the model knows them, and what the API must answer.</summary>
internal sealed class OrdersModel(IReadOnlyList<ModelBlob[]> collections)
{
    private readonly Dictionary<string, int> _baskets = [];

    /// <summary>All that were ever made, the oldest first.</summary>
    public List<ModelOrder> Orders { get; } = [];

    public IReadOnlyList<ModelBlob[]> Collections { get; } = collections;

    public IEnumerable<ModelOrder> Existing => Orders.Where(order => !order.IsRemoved);

    /// <summary>The order that a command means; null if none was made yet.</summary>
    public ModelOrder? Pick(int fromNewest) => Orders.Count == 0 ? null : Orders[^(1 + (fromNewest % Orders.Count))];

    public void FillBasket(string user, int collection) => _baskets[user] = collection;

    /// <summary>The answer to POST /user/orders.</summary>
    public (int Status, string? Message) Create(string user, string? label) =>
        !_baskets.ContainsKey(user) ? (204, null)
        : IsTaken(user, label) ? (422, "LABEL_NOT_UNIQUE_FOR_OWNER")
        : (201, null);

    /// <summary>The basket has become an order.</summary>
    public void Created(OrderKey key, string user, string label, DateTimeOffset now)
    {
        _baskets.Remove(user, out var collection);
        Orders.Add(new ModelOrder(key, user, label, Collections[collection], now));
    }

    /// <summary>The answer to a command on an order, which has its effect.</summary>
    public (int Status, string? Message) Act(ModelOrder order, OrderCommand command, Who by, string? label, DateTimeOffset now)
    {
        if (order.IsRemoved) return (404, null);
        if (by == Who.Stranger || (command == OrderCommand.Remove && by != Who.Admin)) return (401, "USER_NOT_ALLOWED_TO_MANAGE_ORDER");
        if (order.Refusal(command) is { } refusal) return (401, refusal);
        if (command == OrderCommand.Restart) return IsTaken(order.Owner, label) ? (422, "LABEL_NOT_UNIQUE_FOR_OWNER") : (201, null);
        order.Accept(command, now);
        return (200, null);
    }

    /// <summary>The answer to a download of a file, which has its effect; the content where there is some.</summary>
    public static (int Status, byte[]? Content) Fetch(ModelOrder order, int position, Who by)
    {
        if (order.IsRemoved || order.Status == OrderStatus.DELETED || position >= order.Files.Count) return (404, null);
        if (by == Who.Stranger) return (403, null);
        if (order.FilesAreGone) return (410, null);
        var file = order.Files[position];
        if (order.IsExpanding || file.State == FileState.PENDING) return (202, null);
        if (file.State == FileState.ERROR) return (422, null);
        file.Fetch();
        order.Rejudge();
        return file.State == FileState.DOWNLOADED ? (200, file.Blob.Content) : (422, null);
    }

    /// <summary>The answer to a download of the ZIP, which has its effect; the files where there are some.</summary>
    public static (int Status, IReadOnlyList<ModelFile> Files) FetchZip(ModelOrder order, Who by)
    {
        if (order.IsRemoved) return (404, []);
        if (by == Who.Stranger) return (403, []);
        if (order.FilesAreGone) return (order.Status == OrderStatus.EXPIRED ? 410 : 404, []);
        var files = order.Files.Where(file => file.State == FileState.AVAILABLE).ToList();
        foreach (var file in files) file.Fetch();
        order.Rejudge();
        files.RemoveAll(file => file.State != FileState.DOWNLOADED);
        return (files.Count == 0 ? 204 : 200, files);
    }

    private bool IsTaken(string user, string? label) =>
        label is not null && Existing.Any(order => order.Owner == user && order.Label == label);
}
