using Microsoft.DurableTask.Client;

namespace ServerlessOrders.Functions.Workflows;

/// <summary>
/// The Durable client of the invocation that is running: the binding is the only way to get one, while the services that need
/// it live as long as the worker. It flows with the invocation's own calls and no others.
/// </summary>
public sealed class InvocationClient
{
    private readonly AsyncLocal<DurableTaskClient?> _current = new();

    /// <summary>The client.</summary>
    /// <exception cref="InvalidOperationException">The function that runs has none: it lacks a <c>[DurableClient]</c> parameter.</exception>
    public DurableTaskClient Current => _current.Value
        ?? throw new InvalidOperationException("This function reaches workflows and has no [DurableClient] parameter.");

    /// <summary>Makes it the client of what is called from here, until the result is disposed of.</summary>
    public IDisposable Use(DurableTaskClient client)
    {
        var before = _current.Value;
        _current.Value = client;
        return new Scope(this, before);
    }

    private sealed class Scope(InvocationClient owner, DurableTaskClient? before) : IDisposable
    {
        public void Dispose() => owner._current.Value = before;
    }
}
