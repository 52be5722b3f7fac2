namespace ServerlessOrders.Baskets;

/// <summary>What a user has picked and not yet ordered, as the API shows it (contract, section 4).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Owner">The login of the user.</param>
/// <param name="DatasetSelections">What it holds, by collection.</param>
/// <param name="Quota">RAWDATA files of the service's own storage in it.</param>
public sealed record BasketContent(long Id, string Owner, IReadOnlyList<DatasetSelectionContent> DatasetSelections, long Quota)
{
    /// <summary>Shows a basket to its user.</summary>
    public static BasketContent Of(Basket basket, Security.Caller user) => new(
        basket.Id,
        user.Name,
        [.. basket.DatasetSelections.Select(DatasetSelectionContent.Of)],
        basket.DatasetSelections.Sum(selection => selection.Quota));
}

/// <summary>What a basket holds of one collection, as the API shows it.</summary>
/// <remarks><see cref="DatasetSelection"/> says what the figures mean.</remarks>
/// <param name="Id">Its id in the basket.</param>
/// <param name="DatasetIpid">The dataset URN.</param>
/// <param name="DatasetLabel">The collection's title.</param>
/// <param name="ObjectsCount">Products.</param>
/// <param name="FilesCount">Files that would be ordered.</param>
/// <param name="FilesSize">Their size in bytes.</param>
/// <param name="Quota">RAWDATA files of the service's own storage.</param>
/// <param name="ItemsSelections">The requests, oldest first.</param>
/// <param name="FileSelectionDescription">The file filters, if any.</param>
public sealed record DatasetSelectionContent(
    long Id,
    string DatasetIpid,
    string DatasetLabel,
    long ObjectsCount,
    long FilesCount,
    long FilesSize,
    long Quota,
    IReadOnlyList<ItemsSelection> ItemsSelections,
    FileSelectionDescription? FileSelectionDescription)
{
    /// <summary>Shows a dataset selection.</summary>
    public static DatasetSelectionContent Of(DatasetSelection selection) => new(
        selection.Id,
        selection.DatasetIpid,
        selection.DatasetLabel,
        selection.ObjectsCount,
        selection.FilesCount,
        selection.FilesSize,
        selection.Quota,
        selection.ItemsSelections,
        selection.FileSelectionDescription);
}
