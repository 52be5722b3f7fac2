using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Baskets;

/// <summary>What a basket holds of one collection.</summary>
/// <param name="Id">Its id in the basket.</param>
/// <param name="DatasetIpid">The dataset URN of the collection.</param>
/// <param name="DatasetLabel">The collection's title when it was first selected.</param>
/// <param name="CollectionId">The collection's plain id.</param>
/// <param name="ObjectsCount">Products with a file that can be ordered that match at least one of the items selections.</param>
/// <param name="FilesCount">Orderable files of these products that pass the file filters.</param>
/// <param name="FilesSize">Bytes of these files; a file of unknown size counts 0.</param>
/// <param name="Quota">How many of these files are RAWDATA of the service's own storage.</param>
/// <param name="ItemsSelections">The requests that select its products, oldest first; a product matching several is one.</param>
/// <param name="FileSelectionDescription">The file filters, or null for all orderable files.</param>
/// <param name="HasOwnFiles">True if the collection had files of its own when it was first selected: they are ordered with its products.</param>
internal sealed record DatasetSelection(
    long Id,
    string DatasetIpid,
    string DatasetLabel,
    string CollectionId,
    long ObjectsCount,
    long FilesCount,
    long FilesSize,
    long Quota,
    IReadOnlyList<ItemsSelection> ItemsSelections,
    FileSelectionDescription? FileSelectionDescription,
    bool HasOwnFiles = false)
{
    /// <summary>A selection of a collection that selects nothing yet.</summary>
    public static DatasetSelection Create(long id, CatalogCollection collection) =>
        new(id, collection.Urn, collection.Title, collection.Id, 0, 0, 0, 0, [], null, collection.Own is not null);

    /// <summary>Its figures.</summary>
    internal SelectionCounts Counts => new(ObjectsCount, FilesCount, FilesSize, Quota);

    /// <summary>The same selection with these figures.</summary>
    public DatasetSelection Counting(SelectionCounts counts) => this with
    {
        ObjectsCount = counts.Objects, FilesCount = counts.Files, FilesSize = counts.Bytes, Quota = counts.Quota,
    };
}

/// <summary>One request that a user made, as far as it selects products of one collection.</summary>
/// <param name="Date">When it was made: UTC in whole milliseconds, its key in the dataset selection.</param>
/// <param name="SelectionRequest">The request as sent.</param>
/// <param name="ObjectsCount">Products of the collection with a file that can be ordered that match it.</param>
/// <param name="FilesCount">Orderable files of these products that pass the file filters of the dataset selection.</param>
/// <param name="FilesSize">Bytes of these files; a file of unknown size counts 0.</param>
/// <param name="Quota">How many of these files are RAWDATA of the service's own storage.</param>
internal sealed record ItemsSelection(
    DateTimeOffset Date, SelectionRequest SelectionRequest, long ObjectsCount, long FilesCount, long FilesSize, long Quota)
{
    /// <summary>Its figures.</summary>
    internal SelectionCounts Counts => new(ObjectsCount, FilesCount, FilesSize, Quota);

    /// <summary>The same selection with these figures.</summary>
    public ItemsSelection Counting(SelectionCounts counts) => this with
    {
        ObjectsCount = counts.Objects, FilesCount = counts.Files, FilesSize = counts.Bytes, Quota = counts.Quota,
    };
}
