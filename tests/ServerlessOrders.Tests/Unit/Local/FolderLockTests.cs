using ServerlessOrders.Local.Azurite;

namespace ServerlessOrders.Tests.Unit.Local;

public sealed class FolderLockTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lock_ThatIsHeld_IsWaitedFor_AndNamedOnceThatTakesTooLong()
    {
        var path = _folder["lock"];
        using (FolderLock.TryAcquire(path, FileMode.OpenOrCreate))
        {
            Assert.Null(FolderLock.TryAcquire(path, FileMode.OpenOrCreate));
            var held = await Assert.ThrowsAsync<AzuriteException>(() => FolderLock.AcquireAsync(path, TimeSpan.Zero, Stop));
            Assert.Contains(path, held.Message, StringComparison.Ordinal);
        }

        await using var free = await FolderLock.AcquireAsync(path, TimeSpan.FromMinutes(1), Stop);
    }

    /// <summary>As on a full disk: nobody holds the lock, so waiting for it would hide the reason.</summary>
    [Fact]
    public async Task File_ThatCannotBeOpened_IsSaidAtOnce()
    {
        var path = _folder["lock"];
        File.CreateSymbolicLink(path, path);

        var fault = await Assert.ThrowsAnyAsync<IOException>(() => FolderLock.AcquireAsync(path, TimeSpan.FromHours(1), Stop));

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }
}
