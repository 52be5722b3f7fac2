namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>What befalls an order after the n-th write of a process, for every n.</summary>
internal static class EachWrite
{
    public const int Groups = 12;
    private const int MostWrites = 120;

    /// <summary>The first of twelve writes in <c>dotnet test</c>, all of them in <c>./test</c>.</summary>
    public static TheoryData<int> Remainders => [.. Enumerable.Range(0, Groups).Select(remainder => new TheoryDataRow<int>(remainder) { Explicit = remainder > 0 })];

    /// <summary>Lives with a process that dies after every twelfth write, until one comes to the end before.</summary>
    /// <param name="remainder">Which of twelve writes.</param>
    /// <param name="live">After how many writes the process dies -&gt; whether it did.</param>
    public static async Task DiesAsync(int remainder, Func<int, Task<bool>> live)
    {
        for (var writes = remainder + 1; ; writes += Groups)
        {
            Assert.True(writes < MostWrites, "The scenario has no end.");
            try
            {
                if (!await live(writes)) return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"If the process dies after write {writes}: {e.Message}", e);
            }
        }
    }
}
