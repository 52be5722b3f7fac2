namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>A request whose whole answer is kept as a golden file.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="AskAsync">Prepares what the request is about, and makes it.</param>
public sealed record GoldenCase(string Name, Func<World, Task<HttpRequestMessage>> AskAsync)
{
    /// <summary>A case that needs no preparation.</summary>
    public GoldenCase(string name, Func<World, HttpRequestMessage> ask) : this(name, world => Task.FromResult(ask(world)))
    {
    }
}
