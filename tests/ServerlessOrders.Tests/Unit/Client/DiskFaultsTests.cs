using ServerlessOrders.Client;
using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Tests.Unit.Client;

public sealed class DiskFaultsTests
{
    [Fact]
    public void Explain_TellsAFullDiskFromAFolderThatCannotBeWritten()
    {
        const int NoSpace = 28;
        Assert.Equal(ExitCode.DiskFull, DiskFaults.Explain(new IOException("No space left on device", NoSpace), "out")?.Code);
        Assert.Equal(ExitCode.NotWritable, DiskFaults.Explain(new UnauthorizedAccessException("denied"), "out")?.Code);
        Assert.Equal(ExitCode.NotWritable, DiskFaults.Explain(new DirectoryNotFoundException("not there"), "out")?.Code);
        Assert.Null(DiskFaults.Explain(new IOException("reset", new System.Net.Sockets.SocketException()), "out"));
        Assert.Null(DiskFaults.Explain(new InvalidOperationException(), "out"));
    }
}
