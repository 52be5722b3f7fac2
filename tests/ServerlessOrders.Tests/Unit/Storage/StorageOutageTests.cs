using Azure;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Storage;

public sealed class StorageOutageTests
{
    [Fact]
    public void StorageThatIsAway_IsOneLineWithoutATrace()
    {
        var fault = new AggregateException("Retry failed after 4 tries.", new RequestFailedException(0, "Connection refused (127.0.0.1:10002)\nat some place"));

        Assert.Null(StorageOutage.TraceOf(fault));
        Assert.Equal("storage does not answer: Connection refused (127.0.0.1:10002)", StorageOutage.ReasonOf(fault));
    }

    [Fact]
    public void StorageThatIsBusy_IsToldByItsAnswer()
    {
        var fault = new RequestFailedException(503, "The server is busy.\nStatus: 503", "ServerBusy", null);

        Assert.Null(StorageOutage.TraceOf(fault));
        Assert.Equal("storage answered 503 ServerBusy", StorageOutage.ReasonOf(fault));
    }

    [Fact]
    public void FaultOfOurOwn_KeepsItsTrace()
    {
        var fault = new InvalidOperationException("There is no such step.");

        Assert.Same(fault, StorageOutage.TraceOf(fault));
        Assert.Equal("There is no such step.", StorageOutage.ReasonOf(fault));
    }
}
