using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ServerlessOrders.Storage;

/// <summary>
/// What this process saw last of rows that it will write again: spares reading them first. Only for what a conditional write
/// checks, so that one that is out of date does no harm, or for what never changes.
/// </summary>
/// <typeparam name="TKey">Names a row.</typeparam>
/// <typeparam name="TValue">What was seen.</typeparam>
/// <param name="most">How many it keeps: beyond that it forgets all, and each is read once more.</param>
internal sealed class LastSeen<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _seen = new();

    /// <summary>What was seen of it last.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _seen.TryGetValue(key, out value);

    /// <summary>Notes what was seen or written.</summary>
    public void Set(TKey key, TValue value)
    {
        if (_seen.Count >= most) _seen.Clear();
        _seen[key] = value;
    }

    /// <summary>Forgets it: somebody else has changed it.</summary>
    public void Forget(TKey key) => _seen.TryRemove(key, out _);
}
