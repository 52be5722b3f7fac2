using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Orders;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>What must hold of the store at any time, and what must hold once no workflow has anything to do.</summary>
internal static class StoreRules
{
    public const int Slots = 2;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Between commands: figures, labels, slots.</summary>
    public static void Check(StoreState state, int slots = Slots)
    {
        foreach (var (id, snapshot) in state.Orders)
        {
            if (snapshot.Order.FilesAreGone) continue;
            var files = state.Files[id].ToList();
            Assert.Equal(Enumerable.Range(0, files.Count), files.Select(file => file.File.Position));
            Assert.Equal(files.Count, snapshot.Order.FilesCount);
            Assert.Equal(files.Count, files.Select(file => file.File.Item).Distinct().Count());
            Assert.Equal(snapshot.SubOrders.Select(sub => sub.First), state.Summaries[id].Select(summary => summary.First));
            foreach (var (sub, summary) in snapshot.SubOrders.Zip(state.Summaries[id]))
            {
                var recount = SomeOrder.Counts([.. files.Where(file => file.First == sub.First).Select(file => (file.File.State, file.File.CountedBytes))]);
                Assert.Equal(recount, summary.Counts);
                // A fence raises the version and changes no figure: the copy need not follow it.
                Assert.Equal(summary.Counts, sub.Counts);
                Assert.True(sub.Version <= summary.Version);
            }
        }

        Assert.Empty(state.Files.Select(order => order.Key).Except(state.Orders.Keys));
        Assert.Empty(state.Summaries.Select(order => order.Key).Except(state.Orders.Keys));
        Assert.Distinct(state.Orders.Values.Select(order => (order.Order.Owner, order.Order.Label)));
        Assert.All(state.Holders.Values, holders => Assert.True(holders.Count <= slots, $"Too many slots: {string.Join(", ", holders)}"));
    }

    /// <summary>Every state that differs can have come about by the tables of transitions.</summary>
    public static void CheckTransitions(StoreState before, StoreState after)
    {
        foreach (var (id, was) in before.Orders)
        {
            if (!after.Orders.TryGetValue(id, out var now))
            {
                Assert.True(Reaches(was.Order.Status, OrderStatus.DELETED, OrdersNext), $"Order {id} was {was.Order.Status} and is removed.");
                continue;
            }

            Assert.True(Reaches(was.Order.Status, now.Order.Status, OrdersNext), $"Order {id} went from {was.Order.Status} to {now.Order.Status}.");
            if (was.Order.Status != now.Order.Status) Assert.True(now.Order.Generation > was.Order.Generation);
            foreach (var (file, later) in before.Files[id].Zip(after.Files[id]))
            {
                Assert.True(
                    Reaches(file.File.State, later.File.State, FilesNext),
                    $"File {file.File.Position} of order {id} went from {file.File.State} to {later.File.State}.");
            }
        }
    }

    /// <summary>
    /// Once no workflow has anything to do: orders are where they can get, their files are there or gone, and slots are where they
    /// are needed. Given the archive, nothing waits for a blob that can be read.
    /// </summary>
    public static async Task CheckSettledAsync(StoreState state, MemoryArchive? archive, int slots = Slots)
    {
        foreach (var (id, snapshot) in state.Orders)
        {
            var status = snapshot.Order.Status;
            if (snapshot.Order.FilesAreGone) Assert.True(!state.Files[id].Any() && !state.Summaries[id].Any(), $"Order {id} is {status} and has files.");
            Assert.NotEqual(OrderStatus.PENDING, status);
            if (status == OrderStatus.RUNNING) Assert.True(snapshot.Counts.Pending > 0, $"Order {id} is RUNNING and has nothing to do.");
            if (status is not (OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING or OrderStatus.FAILED)) continue;
            Assert.Equal(0, snapshot.Counts.Pending);
            Assert.Equal(status.ToString(), OrderEnd.Of(snapshot.Counts) switch
            {
                OrderCommand.Complete => "DONE",
                OrderCommand.Fail => "FAILED",
                _ => "DONE_WITH_WARNING",
            });
        }

        foreach (var (user, holders) in state.Holders)
        {
            var own = state.Orders.Values.Where(order => order.Order.Owner == user && !order.Order.FilesAreGone).ToList();
            var waitsForUser = own.SelectMany(order => order.SubOrders.Where(sub => sub.WaitsForUser).Select(sub => (order.Order.Id, sub.First)));
            var toPrepare = own.Where(order => order.Order.Status == OrderStatus.RUNNING)
                .SelectMany(order => order.SubOrders.Where(sub => sub.Counts.Pending > 0).Select(sub => (order.Order.Id, sub.First)))
                .ToList();
            var held = holders.Select(holder => (holder.SubOrder.Order.Id, holder.SubOrder.First)).ToHashSet();
            var told = $"{user} holds {string.Join(' ', held)}; wait for the user: {string.Join(' ', waitsForUser)}; to prepare: {string.Join(' ', toPrepare)}";
            Assert.True(held.Count == holders.Count, told);
            Assert.True(waitsForUser.All(held.Contains), told);
            Assert.True(held.All(holder => waitsForUser.Contains(holder) || toPrepare.Contains(holder)), told);
            Assert.True(held.Count == slots || toPrepare.All(held.Contains), told);
            foreach (var (id, first) in toPrepare.Where(held.Contains))
            {
                Assert.DoesNotContain(toPrepare, other => other.Id == id && other.First < first && !held.Contains(other));
                if (archive is null) continue;
                foreach (var file in state.Files[id].Where(file => file.First == first && file.File.State == FileState.PENDING))
                {
                    var blob = await archive.FindAsync(BlobLocation.Parse(file.File.Href), Stop);
                    Assert.True(blob is { Readability: not Readability.Online }, $"File {file.File.Position} of order {id} is PENDING, its blob is {blob}.");
                }
            }
        }
    }

    /// <summary>The lists hold exactly the orders that exist.</summary>
    public static async Task CheckListsAsync(Product product, StoreState state)
    {
        var newestFirst = state.Orders.Values.Select(order => order.Order).OrderByDescending(order => order.Id).ToList();
        var tenant = product.Host.Tenant;
        Assert.Equal(newestFirst.Select(order => order.Id), await ReadAsync(product.Host, OrderListStore.OfTenant(tenant)));
        foreach (var user in state.Holders.Keys)
        {
            var own = newestFirst.Where(order => order.Owner == user).ToList();
            Assert.Equal(own.Select(order => order.Id), await ReadAsync(product.Host, OrderListStore.OfOwnerName(tenant, user)));
            Assert.Equal(own.Where(order => order.Status != OrderStatus.DELETED).Select(order => order.Id), await product.ListAsync(user));
        }
    }

    private static async Task<IReadOnlyList<long>> ReadAsync(CoreHost host, string list)
    {
        var page = await host.Get<OrderListStore>().ReadAsync(list, 0, 1000, oldestFirst: false, Stop);
        Assert.Equal(page.OrderIds.Count, page.Total);
        return page.OrderIds;
    }

    private static IEnumerable<OrderStatus> OrdersNext(OrderStatus from) => Enum.GetValues<OrderCommand>()
        .Where(command => OrderTransitions.Refusal(from, command) is null)
        .SelectMany(command => new[] { null, new ExpansionCursor() }
            .Select(expansion => OrderTransitions.Apply(SomeOrder.Of(from, expansion), command, SomeOrder.Start).Status));

    private static IEnumerable<FileState> FilesNext(FileState from) => Enum.GetValues<FileState>().Where(to => FileTransitions.CanMove(from, to));

    private static bool Reaches<T>(T from, T to, Func<T, IEnumerable<T>> next) where T : notnull
    {
        var seen = new HashSet<T> { from };
        var open = new Queue<T>(seen);
        while (open.TryDequeue(out var state))
        {
            foreach (var follower in next(state).Where(seen.Add)) open.Enqueue(follower);
        }

        return seen.Contains(to);
    }
}
