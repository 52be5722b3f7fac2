namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>Somebody comes to it and waits; a test sees that, does something, and lets go on.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _open.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Until somebody waits at it.</summary>
    public Task ReachedAsync() => _reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public void Open() => _open.TrySetResult();
}
