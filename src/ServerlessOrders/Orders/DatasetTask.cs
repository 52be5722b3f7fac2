namespace ServerlessOrders.Orders;

/// <summary>What an order takes from one dataset.</summary>
/// <param name="Index">Its place in the order, from 0.</param>
/// <param name="DatasetIpid">The dataset's URN.</param>
/// <param name="DatasetLabel">The dataset's name.</param>
/// <param name="ObjectsCount">How many products.</param>
/// <param name="FilesCount">How many files became files of the order.</param>
/// <param name="FilesSize">Their bytes; a file of unknown size counts 0.</param>
/// <param name="FileSelectionDescription">The file filters that applied, or null.</param>
internal sealed record DatasetTask(
    int Index,
    string DatasetIpid,
    string DatasetLabel,
    long ObjectsCount,
    long FilesCount,
    long FilesSize,
    Baskets.FileSelectionDescription? FileSelectionDescription);
