namespace ServerlessOrders.Storage;

/// <summary>
/// Writes together what comes together: what is handed in while a write is under way is written by the next one, all of it at once. One
/// alone is written at once; none waits for others to come.
/// </summary>
/// <typeparam name="T">What is written.</typeparam>
/// <param name="most">The most that one write takes.</param>
/// <param name="write">Writes some, in the order in which they came; never called twice at once.</param>
internal sealed class GroupedWrites<T>(int most, Func<IReadOnlyList<T>, Task> write)
{
    private readonly Lock _lock = new();
    private List<(T Item, TaskCompletionSource Written)> _waiting = [];
    private bool _isWriting;

    /// <summary>Completes when the item is written, or fails as its write did.</summary>
    public Task AddAsync(T item)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((item, written));
            if (_isWriting) return written.Task;
            _isWriting = true;
        }

        _ = WriteAllAsync();
        return written.Task;
    }

    /// <summary>Ends when nothing waits; never throws.</summary>
    private async Task WriteAllAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await write([.. group.Select(one => one.Item)]);
                foreach (var one in group) one.Written.SetResult();
            }
            catch (Exception fault)
            {
                foreach (var one in group) one.Written.SetException(fault);
            }
        }
    }

    private List<(T Item, TaskCompletionSource Written)> Next()
    {
        lock (_lock)
        {
            var group = _waiting;
            _waiting = group.Count > most ? group[most..] : [];
            _isWriting = group.Count > 0;
            return group.Count > most ? group[..most] : group;
        }
    }
}
