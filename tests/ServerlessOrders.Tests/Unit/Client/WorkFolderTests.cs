using ServerlessOrders.Client;
using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Tests.Unit.Client;

public sealed class WorkFolderTests : IDisposable
{
    private const long Order = 42;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_ThatAnotherProcessHas_IsInTheWay_UntilItIsLeft()
    {
        var folder = _folder["files"];
        using (WorkFolder.Open(folder, Order))
        {
            var held = Assert.Throws<OrdersException>(() => WorkFolder.Open(folder, Order));
            Assert.Equal(ExitCode.InTheWay, held.Code);
            Assert.Contains(folder, held.Message, StringComparison.Ordinal);
        }

        using var free = WorkFolder.Open(folder, Order);
    }

    [Fact]
    public void Lock_ThatCannotBeOpened_IsNoOtherProcess()
    {
        var folder = _folder["files"];
        var path = Path.Combine(folder, $"{WorkFolder.Prefix}{Order}", "lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, path);

        var fault = Assert.ThrowsAny<IOException>(() => WorkFolder.Open(folder, Order));

        var explained = DiskFaults.Explain(fault, folder)!;
        Assert.Equal(ExitCode.NotWritable, explained.Code);
        Assert.Contains(path, explained.Message, StringComparison.Ordinal);
    }
}
