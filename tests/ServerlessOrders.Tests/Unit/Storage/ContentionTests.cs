using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Storage;

public sealed class ContentionTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LostWrite_IsTriedAgainAfterAPause_AndGivenUpAfterTheLastAttempt()
    {
        var contention = new Contention("order demo/7", _time);
        for (var attempt = 1; attempt < Contention.MaxAttempts; attempt++) await LoseAsync(contention);

        var given = await Assert.ThrowsAsync<ContentionException>(() => contention.LostAsync(Stop));

        Assert.Equal($"Gave up on order demo/7 after {Contention.MaxAttempts} attempts: others kept changing it.", given.Message);
        Assert.True(StorageOutage.IsCauseOf(given));
        Assert.Equal(given.Message, StorageOutage.ReasonOf(given));
    }

    [Fact]
    public async Task WriteThatIsMade_GivesTheNextOneAllItsAttempts()
    {
        var contention = new Contention("order demo/7", _time);
        for (var write = 0; write < 3; write++)
        {
            for (var attempt = 1; attempt < Contention.MaxAttempts; attempt++) await LoseAsync(contention);
            contention.Won();
        }
    }

    private async Task LoseAsync(Contention contention)
    {
        var pause = contention.LostAsync(Stop);
        Assert.False(pause.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(640));
        await pause;
    }
}
