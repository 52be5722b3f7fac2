using System.IO.Compression;
using System.Text.Json;
using ServerlessOrders.Orders;
using ServerlessOrders.Tests.Integration.Notifications;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>A user who orders, commands and fetches at random, from whichever process answers, and keeps book of what must come of it.</summary>
internal sealed class ChaosUser : IDisposable
{
    private static readonly OrderCommand[] Commands =
    [
        OrderCommand.Pause, OrderCommand.Pause, OrderCommand.Resume, OrderCommand.Resume, OrderCommand.Delete, OrderCommand.Remove,
        OrderCommand.Retry, OrderCommand.Restart,
    ];

    private readonly Random _random;
    private readonly Func<int, string?> _servers;
    private readonly ChaosArchive _archive;
    private readonly string _token;
    private readonly ChaosClient _client;
    private readonly List<List<string>> _attempts = [];
    private readonly Dictionary<string, IReadOnlyList<ChaosFile>> _wanted = [];
    private readonly Dictionary<string, string> _keys = [];
    private readonly object _notify;
    private readonly int _number;
    private long _quiet;

    public ChaosUser(int number, int seed, Func<int, string?> servers, ChaosArchive archive, string hook, Func<string, bool, string> token)
    {
        (_number, _notify) = (number, new { url = hook, secret = Receiver.Secret });
        (Name, _servers, _archive) = ($"user{number}@example.org", servers, archive);
        _random = new Random((seed * 1000) + number);
        _token = token(Name, false);
        _client = new ChaosClient(servers, _random, _token, token("admin@example.org", true));
    }

    public string Name { get; }

    public List<ChaosOrder> Orders { get; } = [];

    /// <summary>Who wait for some of the orders.</summary>
    public List<ChaosWaiter> Waiters { get; } = [];

    /// <summary>Creations that were sent again with their key, and answered with the order that there was.</summary>
    public int Repeated { get; private set; }

    /// <summary>Requests that were sent.</summary>
    public int Requests => _client.Requests;

    /// <summary>Answers that left open whether the request had its effect.</summary>
    public int Unclear => _client.Unclear;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Orders so many times, with so many other requests at least in between.</summary>
    public async Task RunAsync(int orders, int steps)
    {
        // What a killed process sent may arrive so much later.
        _quiet = 5000;
        for (var step = 0; step < steps || Orders.Count < orders; step++)
        {
            var free = Orders.Where(order => order.QuietUntil < Environment.TickCount64).ToList();
            if (Orders.Count < orders && (free.Count == 0 || _random.NextDouble() < 1.3 * orders / steps)) await CreateAsync();
            else if (free.Count == 0) await Task.Delay(100, Stop);
            else await ActAsync(free[_random.Next(free.Count)], _random.NextDouble());
        }
    }

    /// <summary>Takes over what storage holds, which must be what the answers allow: no order lost, none doubled, none that nobody asked for.</summary>
    public void Settle(IReadOnlyCollection<Order> stored)
    {
        foreach (var order in stored.Where(order => Orders.All(known => known.Id != order.Id)))
        {
            Assert.True(_wanted.TryGetValue(order.Label, out var files), $"Nobody asked for order {order.Id} '{order.Label}' of {Name}.");
            Orders.Add(new ChaosOrder(order.Id, order.Label, files!));
        }

        Assert.Distinct(Orders.Select(order => order.Label));
        foreach (var order in Orders)
        {
            var found = stored.SingleOrDefault(one => one.Id == order.Id);
            if (found is not null) Assert.Equal(order.Label, found.Label);
            order.Settle(found?.Status switch
            {
                null => Stand.Removed,
                OrderStatus.DELETED => Stand.Deleted,
                OrderStatus.PAUSED => Stand.Paused,
                _ => Stand.Kept,
            });
        }

        // However often a basket was sent, it was ordered once.
        foreach (var labels in _attempts) Assert.InRange(Orders.Count(order => labels.Contains(order.Label)), 0, 1);
    }

    /// <summary>Without faults: resumes what is paused and fetches everything, until every order is at its end.</summary>
    public async Task FinishAsync(TimeSpan limit)
    {
        _quiet = 0;
        foreach (var order in Orders.Where(order => order.Possible.Contains(Stand.Paused)).ToList()) await CommandAsync(order, OrderCommand.Resume);
        var until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            var open = new List<string>();
            foreach (var order in Orders.Where(order => order.Possible.Contains(Stand.Kept)))
            {
                var seen = (await _client.SendAsync(HttpMethod.Get, $"/user/orders/{order.Id}")).Json.GetProperty("content");
                var (status, available) = (seen.GetProperty("status").GetString(), seen.GetProperty("availableFilesCount").GetInt32());
                if (available > 0) await ZipAsync(order, breaksOff: false);
                if (available > 0 || status is "PENDING" or "RUNNING" or "PAUSED") open.Add($"{order.Id} {status} {available}");
            }

            if (open.Count == 0) break;
            Assert.True(Environment.TickCount64 < until, $"{Name}: not at their end within {limit}: {string.Join(", ", open)}");
            await Task.Delay(300, Stop);
        }

        foreach (var order in Orders.Where(order => order.Possible.Contains(Stand.Kept))) await FetchMissingAsync(order);
    }

    /// <summary>A process may have died after a file was recorded and before its last bytes were sent: then it is fetched by itself.</summary>
    private async Task FetchMissingAsync(ChaosOrder order)
    {
        if (order.Files.All(file => order.Received.Contains(file.Item))) return;
        var shown = (await _client.SendAsync(HttpMethod.Get, $"/user/orders/{order.Id}")).Json.GetProperty("content");
        foreach (var task in shown.GetProperty("datasetTasks").EnumerateArray())
        {
            var page = await _client.SendAsync(HttpMethod.Get, $"/orders/{order.Id}/dataset/{task.GetProperty("id").GetInt64()}/files?size=2000");
            foreach (var file in page.Json.GetProperty("content").EnumerateArray().Select(file => file.GetProperty("content")))
            {
                if (file.GetProperty("state").GetString() == "DOWNLOADED") await FetchOneAsync(order, file);
            }
        }
    }

    /// <summary>Every order of this user is where the model says, and all its files were received.</summary>
    public async Task CheckEndsAsync(Func<ChaosOrder, OrderStatus> end, Func<ChaosFile, bool> isThere)
    {
        foreach (var order in Orders.Where(order => order.Possible.Contains(Stand.Kept)))
        {
            var seen = (await _client.SendAsync(HttpMethod.Get, $"/user/orders/{order.Id}")).Json.GetProperty("content");
            Assert.Equal((order.Id, end(order).ToString()), (order.Id, seen.GetProperty("status").GetString()));
            Assert.Equal(100, seen.GetProperty("percentCompleted").GetInt32());
            Assert.Equal(order.Files.Count(file => !isThere(file)), seen.GetProperty("filesInErrorCount").GetInt32());
            Assert.Equal(order.Files.Where(isThere).Select(file => file.Item).Order(), order.Received.Order());
        }
    }

    public async Task CommandAsync(ChaosOrder order, OrderCommand command)
    {
        var label = $"{Name[..^12]} again {order.Id}.{_wanted.Count}";
        if (command == OrderCommand.Restart)
        {
            _wanted[label] = order.Files;
            _attempts.Add([label]);
        }

        var reply = command switch
        {
            OrderCommand.Pause => await _client.SendAsync(HttpMethod.Put, $"/user/orders/pause/{order.Id}"),
            OrderCommand.Resume => await _client.SendAsync(HttpMethod.Put, $"/user/orders/resume/{order.Id}"),
            OrderCommand.Delete => await _client.SendAsync(HttpMethod.Delete, $"/user/orders/{order.Id}"),
            OrderCommand.Remove => await _client.SendAsync(HttpMethod.Delete, $"/user/orders/remove/{order.Id}", asAdmin: true),
            OrderCommand.Retry => await _client.SendAsync(HttpMethod.Put, $"/user/orders/{order.Id}/retry"),
            _ => await _client.SendAsync(HttpMethod.Post, $"/user/orders/{order.Id}/restart", new { label, notify = _notify }),
        };
        order.Learn(command, reply);
        if (reply.IsUnclear) order.QuietUntil = Environment.TickCount64 + _quiet;
        if (command == OrderCommand.Restart && reply.Status == 201)
            Orders.Add(new ChaosOrder(reply.Json.GetProperty("content").GetProperty("id").GetInt64(), label, order.Files));
    }

    /// <summary>Sends the creations that have a key once more: each is answered with the order that it made, and makes no other.</summary>
    public async Task RepeatAsync()
    {
        // One is gone by then: its key is remembered all the same.
        if (Orders.FirstOrDefault(order => _keys.ContainsKey(order.Label) && order.Possible.Contains(Stand.Kept)) is { } gone)
        {
            gone.Learn(OrderCommand.Delete, await _client.SendAsync(HttpMethod.Delete, $"/user/orders/{gone.Id}?cancel=true"));
            gone.Learn(OrderCommand.Remove, await _client.SendAsync(HttpMethod.Delete, $"/user/orders/remove/{gone.Id}", asAdmin: true));
        }

        foreach (var order in Orders.Where(order => _keys.ContainsKey(order.Label)))
        {
            var reply = await _client.SendAsync(HttpMethod.Post, "/user/orders", new { label = order.Label, notify = _notify }, key: _keys[order.Label]);
            Assert.True(reply.Status == 201, $"The creation of order {order.Id}, sent again, is answered {reply}.");
            Assert.Equal(order.Id, reply.Json.GetProperty("content").GetProperty("id").GetInt64());
            Repeated++;
        }
    }

    public void Dispose()
    {
        foreach (var waiter in Waiters) waiter.Dispose();
        _client.Dispose();
    }

    private async Task ActAsync(ChaosOrder order, double choice)
    {
        if (choice < 0.4) await ZipAsync(order, breaksOff: _random.Next(8) == 0);
        else if (choice < 0.6) await FetchSomeAsync(order);
        else if (choice < 0.7) await _client.SendAsync(HttpMethod.Get, "/user/orders?size=50");
        else await CommandAsync(order, Commands[_random.Next(Commands.Length)]);
    }

    /// <summary>
    /// Fills the basket and orders it, as often as it takes: every other time with a key, the same request again, else each attempt under
    /// a label of its own.
    /// </summary>
    private async Task CreateAsync()
    {
        var collection = _archive.Collections.Keys.ElementAt(_random.Next(_archive.Collections.Count));
        await _client.SendAsync(HttpMethod.Delete, "/order/basket");
        await _client.SendAsync(HttpMethod.Post, "/order/basket/selection", new { engineType = "legacy", datasetUrn = collection });
        var basket = await _client.SendAsync(HttpMethod.Get, "/order/basket");
        if (basket.Status != 200) return;

        // A selection whose answer was lost may have stayed from before: what the basket shows is what is ordered.
        var files = basket.Json.GetProperty("content").GetProperty("datasetSelections").EnumerateArray()
            .SelectMany(selection => _archive.Collections[selection.GetProperty("datasetLabel").GetString()!]).ToList();
        List<string> labels = [];
        _attempts.Add(labels);
        var key = _random.Next(2) == 0 ? $"{Name} {_wanted.Count}".Replace(' ', '-') : null;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var label = key is null || attempt == 0 ? $"{Name[..^12]} {_wanted.Count}" : labels[0];
            if (!labels.Contains(label)) labels.Add(label);
            _wanted[label] = files;
            if (key is not null) _keys[label] = key;
            var reply = await _client.SendAsync(HttpMethod.Post, "/user/orders", new { label, notify = _notify }, key: key);
            if (reply.Status == 201)
            {
                Orders.Add(new ChaosOrder(reply.Json.GetProperty("content").GetProperty("id").GetInt64(), label, files));
                if (Waiters.Count < 2) WaitFor(Orders[^1].Id);
                return;
            }

            // An earlier attempt is under way, or died: its key is free again in two minutes, if it has made no order.
            if (key is not null && reply.Status == 409)
            {
                await Task.Delay(500, Stop);
                continue;
            }

            // 204: an earlier attempt has taken the basket, or died with it; its order, if there is one, shows in the end.
            if (reply.Status == 204) return;
            Assert.True(reply.IsUnclear, $"An order of a basket is answered {reply}.");
        }
    }

    private void WaitFor(long order)
    {
        Waiters.Add(new ChaosWaiter(order, _token, () => _servers(_number % 2) ?? _servers(1 - (_number % 2))));
        Waiters[^1].Start();
    }

    private async Task ZipAsync(ChaosOrder order, bool breaksOff)
    {
        var (status, bytes) = await _client.FetchAsync($"/user/orders/{order.Id}/download", breaksOff);
        AssertFetched(order, status);
        if (status != 200 || bytes is null) return;
        await using var zip = new ZipArchive(new MemoryStream(bytes));
        var seen = new HashSet<string>();
        foreach (var entry in zip.Entries.Where(entry => entry.FullName != "NOTICE.txt"))
        {
            var file = order.Files.SingleOrDefault(one => one.Name == entry.FullName);
            Assert.True(file is not null && seen.Add(entry.FullName), $"'{entry.FullName}' in the ZIP of order {order.Id}.");
            var content = new MemoryStream();
            await using (var stream = await entry.OpenAsync(Stop)) await stream.CopyToAsync(content, Stop);
            Assert.Equal(file.Content, content.ToArray());
            order.Received.Add(file.Item);
        }
    }

    private async Task FetchSomeAsync(ChaosOrder order)
    {
        var page = await _client.SendAsync(HttpMethod.Get, $"/orders/{order.Id}/files/available?size=3");
        if (page.Status is not (200 or 206)) return;
        foreach (var shown in page.Json.GetProperty("content").EnumerateArray()) await FetchOneAsync(order, shown.GetProperty("content"));
    }

    private async Task FetchOneAsync(ChaosOrder order, JsonElement shown)
    {
        var file = order.Files.Single(one => one.Name == shown.GetProperty("filename").GetString());
        if (order.Received.Contains(file.Item)) return;
        var (status, bytes) = await _client.FetchAsync($"/orders/files/{shown.GetProperty("id").GetInt64()}", breaksOff: false);
        AssertFetched(order, status);
        if (status != 200 || bytes is null) return;
        Assert.Equal(file.Content, bytes);
        order.Received.Add(file.Item);
    }

    private static void AssertFetched(ChaosOrder order, int status) => Assert.True(
        status is 0 or >= 500 or 200 or 204 || (status == 404 && order.Possible.Any(stand => stand is Stand.Deleted or Stand.Removed)),
        $"A download of order {order.Id}, which may be {string.Join(" or ", order.Possible)}, is answered {status}.");
}
