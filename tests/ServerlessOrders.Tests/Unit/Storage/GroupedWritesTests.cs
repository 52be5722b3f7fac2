using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Storage;

public sealed class GroupedWritesTests
{
    [Fact]
    public async Task WhatComesWhileAWriteIsUnderWay_IsWrittenByTheNextOne_AsManyAsFit()
    {
        var groups = new List<string>();
        var first = new TaskCompletionSource();
        var writes = new GroupedWrites<int>(3, async group =>
        {
            lock (groups) groups.Add(string.Join(' ', group));
            await first.Task;
        });

        var all = Enumerable.Range(1, 6).Select(writes.AddAsync).ToList();
        Assert.Equal(["1"], groups);
        first.SetResult();
        await Task.WhenAll(all);
        await writes.AddAsync(7);

        Assert.Equal(["1", "2 3 4", "5 6", "7"], groups);
    }

    [Fact]
    public async Task WriteThatFails_FailsForAllThatItTook_AndForNoOther()
    {
        var first = new TaskCompletionSource();
        var writes = new GroupedWrites<int>(2, async group =>
        {
            await first.Task;
            if (group.Contains(3)) throw new InvalidOperationException("no");
        });

        var all = Enumerable.Range(1, 5).Select(writes.AddAsync).ToList();
        first.SetResult();
        await Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal([true, false, false, true, true], all.Select(one => one.IsCompletedSuccessfully));
    }
}
