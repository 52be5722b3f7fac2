using System.Text.Json;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>An order as its user knows it: where it may stand after the answers that came, and after those that did not.</summary>
internal sealed class ChaosOrder(long id, string label, IReadOnlyList<ChaosFile> files)
{
    public long Id { get; } = id;

    public string Label { get; } = label;

    public IReadOnlyList<ChaosFile> Files { get; } = files;

    /// <summary>Where it may stand; more than one where an answer was lost.</summary>
    public HashSet<Stand> Possible { get; private set; } = [Stand.Kept];

    /// <summary>Items whose file the user has whole.</summary>
    public HashSet<string> Received { get; } = [];

    /// <summary>How many pauses were answered as done, and how many were asked for.</summary>
    public (int Done, int Asked) Pauses { get; private set; }

    /// <summary>Not to be touched before: what a killed process sent may still arrive.</summary>
    public long QuietUntil { get; set; }

    /// <summary>The status that it must end with.</summary>
    public OrderStatus End =>
        Files.All(file => file.IsThere) ? OrderStatus.DONE : Files.Any(file => file.IsThere) ? OrderStatus.DONE_WITH_WARNING : OrderStatus.FAILED;

    /// <summary>Draws the conclusions from an answer to a command.</summary>
    /// <exception cref="InvalidOperationException">Wherever it stood, the answer is wrong.</exception>
    public void Learn(OrderCommand command, Reply reply)
    {
        if (command == OrderCommand.Pause) Pauses = (Pauses.Done + (reply.Status == 200 ? 1 : 0), Pauses.Asked + 1);
        if (reply.IsUnclear)
        {
            Possible.UnionWith(Possible.Where(stand => Accepts(command, stand, reply)).Select(stand => After(command, stand)).ToList());
            return;
        }

        var refusal = OrderTransitions.Refusal(OrderStatus.PENDING, command) ?? OrderTransitions.Refusal(OrderStatus.DONE, command)
            ?? OrderTransitions.Refusal(OrderStatus.DELETED, command);
        var next = Possible
            .Where(stand => reply.Status switch
            {
                200 or 201 => Accepts(command, stand, reply),
                401 => stand != Stand.Removed && reply.Message == refusal && Refuses(command, stand),
                404 => stand == Stand.Removed,
                _ => false,
            })
            .Select(stand => reply.Status is 200 or 201 ? After(command, stand) : stand)
            .ToHashSet();
        if (next.Count == 0) throw new InvalidOperationException($"Order {Id}, which may be {string.Join(" or ", Possible)}, answers {command} with {reply}.");
        Possible = next;
    }

    /// <summary>What storage holds in the end.</summary>
    public void Settle(Stand stand)
    {
        if (!Possible.Contains(stand)) throw new InvalidOperationException($"Order {Id} may be {string.Join(" or ", Possible)}, and is {stand}.");
        Possible = [stand];
    }

    private static bool Accepts(OrderCommand command, Stand stand, Reply reply) => (command, stand) switch
    {
        (OrderCommand.Pause or OrderCommand.Retry or OrderCommand.Restart, Stand.Kept) => true,
        (OrderCommand.Delete, Stand.Kept or Stand.Paused) => true,
        (OrderCommand.Resume, Stand.Paused) => true,
        (OrderCommand.Remove, Stand.Deleted) => true,
        _ => false,
    };

    /// <summary>A kept order may be under way or at its end, so it may refuse what it may accept.</summary>
    private static bool Refuses(OrderCommand command, Stand stand) => (command, stand) switch
    {
        (OrderCommand.Resume, Stand.Paused) or (OrderCommand.Delete, Stand.Paused) or (OrderCommand.Remove, Stand.Deleted) => false,
        _ => true,
    };

    private static Stand After(OrderCommand command, Stand stand) => command switch
    {
        OrderCommand.Pause => Stand.Paused,
        OrderCommand.Resume or OrderCommand.Retry => Stand.Kept,
        OrderCommand.Delete => Stand.Deleted,
        OrderCommand.Remove => Stand.Removed,
        _ => stand,
    };
}

/// <summary>Where an order stands, as far as its user decides.</summary>
internal enum Stand
{
    /// <summary>It goes its way to the end.</summary>
    Kept,

    /// <summary>PAUSED.</summary>
    Paused,

    /// <summary>DELETED.</summary>
    Deleted,

    /// <summary>Gone from the store.</summary>
    Removed,
}

/// <summary>An answer of the API.</summary>
/// <param name="Status">The status; 0 where the connection broke.</param>
/// <param name="Message">The message of an error.</param>
/// <param name="Json">The body, where it is JSON.</param>
internal sealed record Reply(int Status, string? Message, JsonElement Json)
{
    /// <summary>Whether it leaves open if the request had its effect.</summary>
    public bool IsUnclear => Status is 0 or >= 500;

    public override string ToString() => $"{Status} {Message}";
}
