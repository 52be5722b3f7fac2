using ServerlessOrders.Orders;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>
/// Runs a scenario on two machines, some commands at once and the workflows beside them; then lets all settle and looks at the
/// rules that hold whatever came first.
/// </summary>
internal sealed class AtOnce(IReadOnlyList<Product> machines, MemoryArchive archive, IReadOnlyList<ModelBlob[]> blobs)
{
    private const int Width = 4;

    /// <summary>No command and no workflow goes on for so long, however busy the machine is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly int[] Answers = [Product.Broken, 200, 201, 202, 204, 401, 403, 404, 409, 410, 422];

    private StoreState? _before;

    public async Task RunAsync(IReadOnlyList<Command> commands)
    {
        foreach (var some in commands.Chunk(Width))
        {
            try
            {
                await RunAtOnceAsync(some);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"At the commands {string.Join(", ", some.Select(command => command.ToString()))}: {e.Message}", e);
            }
        }
    }

    private async Task RunAtOnceAsync(Command[] commands)
    {
        var orders = _before?.Orders.Values.Select(order => order.Order).OrderBy(order => order.Id).ToList() ?? [];
        foreach (var expire in commands.OfType<Expire>()) machines[0].Host.Time.Advance(TimeSpan.FromHours(expire.Hours));
        var running = commands.Select((command, index) => (command.ToString(), Task: RunAsync(command, machines[index % machines.Count], orders)))
            .Concat(machines.Select((machine, index) => ($"workflows of machine {index}", Task: machine.DriveAsync())))
            .ToList();
        try
        {
            await Task.WhenAll(running.Select(run => run.Task)).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"These do not end: {string.Join(", ", running.Where(run => !run.Task.IsCompleted).Select(run => run.Item1))}");
        }

        await SettleAsync().WaitAsync(Patience);

        var state = await StoreState.ReadAsync(machines[0].Host);
        StoreRules.Check(state);
        if (_before is { } before) StoreRules.CheckTransitions(before, state);
        await StoreRules.CheckSettledAsync(state, archive);
        await StoreRules.CheckListsAsync(machines[0], state);
        _before = state;
    }

    private async Task RunAsync(Command command, Product machine, IReadOnlyList<Order> orders)
    {
        await Task.Yield();
        switch (command)
        {
            case Create create:
                var user = Product.Users[create.User];
                if (create.Collection is { } collection) await machine.FillBasketAsync(user, collection);
                Check(await machine.CreateAsync(user, create.Label));
                break;
            case Act act when Pick(orders, act.Order) is { } order:
                Check(await machine.ActAsync(act.What, machine.Caller(order.Owner, act.By), order.Key, act.Label));
                break;
            case Fetch fetch when Pick(orders, fetch.Order) is { } order:
                for (var position = 0; position < fetch.Count; position++)
                    Check(await machine.FetchAsync(machine.Caller(order.Owner, fetch.By), order.Key, (fetch.File % 12) + position));
                break;
            case FetchZip fetch when Pick(orders, fetch.Order) is { } order:
                Check(await machine.FetchZipAsync(machine.Caller(order.Owner, fetch.By), order.Key));
                break;
            case ChangeBlob change when blobs[change.Collection] is { Length: > 0 } files:
                files[change.File % files.Length].Change(change.Change);
                break;
            case Expire:
                await machine.ExpireAsync();
                break;
            case Drive:
                await machine.DriveAsync();
                break;
        }
    }

    private async Task SettleAsync()
    {
        machines[0].Host.Time.Advance(TimeSpan.FromMinutes(11));
        do
        {
            foreach (var machine in machines) await machine.DriveAsync();
        }
        while (machines.Any(machine => machine.Host.Workflows.Woken.Count > 0));
    }

    private static Order? Pick(IReadOnlyList<Order> orders, int fromNewest) =>
        orders.Count == 0 ? null : orders[^(1 + (fromNewest % orders.Count))];

    private static void Check(Answer answer) => Assert.Contains(answer.Status, Answers);
}
