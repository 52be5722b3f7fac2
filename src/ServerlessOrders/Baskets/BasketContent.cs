using System.ComponentModel;

namespace ServerlessOrders.Baskets;

/// <summary>What a user has picked and not yet ordered, as the API shows it (contract, section 4).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Owner">The login of the user.</param>
/// <param name="DatasetSelections">What it holds, by collection.</param>
/// <param name="Quota">RAWDATA files of the service's own storage in it.</param>
internal sealed record BasketContent(long Id, string Owner, IReadOnlyList<DatasetSelectionContent> DatasetSelections, long Quota)
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
internal sealed record DatasetSelectionContent(
    long Id,
    string DatasetIpid,
    string DatasetLabel,
    long ObjectsCount,
    long FilesCount,
    long FilesSize,
    long Quota,
    IReadOnlyList<ItemsSelectionContent> ItemsSelections,
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
        [.. selection.ItemsSelections.Select(ItemsSelectionContent.Of)],
        selection.FileSelectionDescription);
}

/// <summary>One request of a user as the API shows it; see <see cref="ItemsSelection"/> for what the figures mean.</summary>
/// <param name="Date">When it was made.</param>
/// <param name="SelectionRequest">The request.</param>
/// <param name="ObjectsCount">Products.</param>
/// <param name="FilesCount">Files that would be ordered.</param>
/// <param name="FilesSize">Their size in bytes.</param>
/// <param name="Quota">RAWDATA files of our own storage.</param>
internal sealed record ItemsSelectionContent(
    DateTimeOffset Date, SelectionRequestContent SelectionRequest, long ObjectsCount, long FilesCount, long FilesSize, long Quota)
{
    /// <summary>Shows an items selection.</summary>
    public static ItemsSelectionContent Of(ItemsSelection items) => new(
        items.Date,
        new SelectionRequestContent(
            items.SelectionRequest.EngineType, items.SelectionRequest.DatasetUrn, items.SelectionRequest.SearchParameters,
            items.SelectionRequest.EntityIdsToInclude, items.SelectionRequest.EntityIdsToExclude, items.Date),
        items.ObjectsCount,
        items.FilesCount,
        items.FilesSize,
        items.Quota);
}

/// <summary>A request as the API shows it: as sent, and when.</summary>
/// <param name="EngineType">The search engine.</param>
/// <param name="DatasetUrn">The one collection, if any.</param>
/// <param name="SearchParameters">Parameters of the engine.</param>
/// <param name="EntityIdsToInclude">The only products, if any are named.</param>
/// <param name="EntityIdsToExclude">Products that are left out.</param>
/// <param name="SelectionDate">When it was made; the same as the date of its items selection.</param>
[DisplayName("DatedSelectionRequest")]
internal sealed record SelectionRequestContent(
    string EngineType,
    string? DatasetUrn,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? SearchParameters,
    IReadOnlyList<string>? EntityIdsToInclude,
    IReadOnlyList<string>? EntityIdsToExclude,
    DateTimeOffset SelectionDate);
