using System.IO.Compression;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>Runs a scenario against the product and the model, and compares them after each command.</summary>
internal sealed class OneByOne(Product product, MemoryArchive archive, OrdersModel model)
{
    private StoreState? _before;

    private DateTimeOffset Now => product.Host.Time.GetUtcNow();

    public async Task RunAsync(IReadOnlyList<Command> commands)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            try
            {
                await RunAsync(commands[i]);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"At command {i + 1}, {commands[i]}: {e.Message}", e);
            }
        }
    }

    private async Task RunAsync(Command command)
    {
        await (command switch
        {
            Create create => CreateAsync(create),
            Act act when model.Pick(act.Order) is { } order => ActAsync(act, order),
            Fetch fetch when model.Pick(fetch.Order) is { } order => FetchAsync(fetch, order),
            FetchZip fetch when model.Pick(fetch.Order) is { } order => FetchZipAsync(fetch, order),
            Steps steps when model.Pick(steps.Order) is { } order => product.RunStepsAsync(order.Key, steps.Count),
            Expire expire => ExpireAsync(expire),
            Drive => product.DriveAsync(),
            Settle => SettleAsync(),
            ChangeBlob change => ChangeAsync(change),
            _ => Task.CompletedTask,
        });
        var state = await StoreState.ReadAsync(product.Host);
        if (command is Steps or Drive or Settle) Progress(state);
        Compare(state);
        StoreRules.Check(state);
        if (_before is { } before) StoreRules.CheckTransitions(before, state);
        if (command is Drive or Settle) await StoreRules.CheckSettledAsync(state, command is Settle ? archive : null);
        if (command is Create or Act or Settle) await StoreRules.CheckListsAsync(product, state);
        _before = state;
    }

    private async Task CreateAsync(Create create)
    {
        var user = Product.Users[create.User];
        if (create.Collection is { } collection)
        {
            await product.FillBasketAsync(user, collection);
            model.FillBasket(user, collection);
        }

        var expected = model.Create(user, create.Label);
        var answer = await product.CreateAsync(user, create.Label);
        Assert.Equal(expected, (answer.Status, answer.Message));
        if (answer.Status != 201) return;
        var (key, label) = await NewestAsync(create.Label);
        model.Created(key, user, label, Now);
    }

    private async Task ActAsync(Act act, ModelOrder order)
    {
        var expected = model.Act(order, act.What, act.By, act.Label, Now);
        var answer = await product.ActAsync(act.What, product.Caller(order.Owner, act.By), order.Key, act.Label);
        Assert.Equal(expected, (answer.Status, answer.Message));
        if (answer.Status != 201) return;
        var (key, label) = await NewestAsync(act.Label);
        model.Orders.Add(new ModelOrder(key, order.Owner, label, order.Selection, Now));
    }

    /// <summary>The number and label of a new order; a label that nobody asked for is one made of the time.</summary>
    private async Task<(OrderKey Key, string Label)> NewestAsync(string? wanted)
    {
        var order = (await StoreState.ReadAsync(product.Host)).Orders.Values.MaxBy(order => order.Order.Id)!.Order;
        Assert.DoesNotContain(model.Orders, known => known.Key == order.Key);
        if (wanted is not null) Assert.Equal(wanted, order.Label);
        else Assert.Matches(@"^Order of \d{4}/\d\d/\d\d at \d\d:\d\d:\d\d$", order.Label);
        return (order.Key, order.Label);
    }

    private async Task FetchAsync(Fetch fetch, ModelOrder order)
    {
        var caller = product.Caller(order.Owner, fetch.By);
        var first = order.Files.Count == 0 ? fetch.File : fetch.File % order.Files.Count;
        for (var position = first; position < first + fetch.Count; position++)
        {
            var expected = OrdersModel.Fetch(order, position, fetch.By);
            var answer = await product.FetchAsync(caller, order.Key, position);
            Assert.Equal(expected.Status, answer.Status);
            if (expected.Content is { } content) Assert.Equal(content, answer.Body);
        }
    }

    private async Task FetchZipAsync(FetchZip fetch, ModelOrder order)
    {
        var expected = OrdersModel.FetchZip(order, fetch.By);
        var answer = await product.FetchZipAsync(product.Caller(order.Owner, fetch.By), order.Key);
        Assert.Equal(expected.Status, answer.Status);
        if (answer.Status != 200) return;
        await using var zip = new ZipArchive(new MemoryStream(answer.Body));
        var hasNotice = order.Files.Any(file => file.State == FileState.DOWNLOAD_ERROR);
        Assert.Equal(
            expected.Files.Select(file => file.Blob.FileName).Concat(hasNotice ? ["NOTICE.txt"] : Array.Empty<string>()),
            zip.Entries.Select(entry => entry.FullName));
        foreach (var (file, entry) in expected.Files.Zip(zip.Entries))
        {
            await using var content = await entry.OpenAsync(TestContext.Current.CancellationToken);
            var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            Assert.Equal(file.Blob.Content, bytes.ToArray());
        }
    }

    private async Task ExpireAsync(Expire expire)
    {
        product.Host.Time.Advance(TimeSpan.FromHours(expire.Hours) + TimeSpan.FromSeconds(1));
        foreach (var order in model.Orders) order.Expire(Now);
        await product.ExpireAsync();
    }

    private async Task SettleAsync()
    {
        product.Host.Time.Advance(TimeSpan.FromMinutes(11));
        await product.DriveAsync();
    }

    private Task ChangeAsync(ChangeBlob change)
    {
        var files = model.Collections[change.Collection];
        if (files.Length > 0) files[change.File % files.Length].Change(change.Change);
        return Task.CompletedTask;
    }

    private void Progress(StoreState state)
    {
        foreach (var order in model.Existing)
        {
            if (!state.Orders.TryGetValue(order.Key.Id, out var seen)) continue;
            order.Progress(seen, [.. state.Files[order.Key.Id].Select(file => file.File.State)], Now);
        }
    }

    private void Compare(StoreState state)
    {
        Assert.Equal(model.Existing.Select(order => order.Key.Id).Order(), state.Orders.Keys.Order());
        foreach (var order in model.Existing) Assert.Equal(order.Show(), Show(state, order.Key.Id));
    }

    private Shown Show(StoreState state, long id)
    {
        var snapshot = state.Orders[id];
        var order = snapshot.Order;
        var links = new Http.Links("http://orders.example");
        var view = OrderView.Of(snapshot, product.Caller(order.Owner), links);
        var rels = view.Links.Select(link => link.Rel);
        var adminRels = OrderView.Of(snapshot, product.Host.Admin, links).Links.Select(link => link.Rel);
        return new Shown(
            view.Content.Status, view.Content.PercentCompleted, view.Content.FilesInErrorCount, view.Content.AvailableFilesCount,
            view.Content.WaitingForUser, view.Content.Owner, view.Content.Label, view.Content.ExpirationDate,
            // What follows is the reason of that file, which is not the model's matter.
            view.Content.Message?.Split(':')[0],
            string.Join(' ', rels), string.Join(' ', adminRels),
            order.FilesAreGone ? null : string.Join(' ', state.Files[id].Select(file => file.File.State)));
    }
}
