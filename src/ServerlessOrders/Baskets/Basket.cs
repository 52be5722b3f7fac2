namespace ServerlessOrders.Baskets;

/// <summary>What a user has picked and not yet ordered: at most one per user and tenant (contract, section 4).</summary>
/// <param name="Id">The time it was created, in milliseconds since 1970: positive, below 2^53, another one for a later basket.</param>
/// <param name="Owner">The identity of the user.</param>
/// <param name="NextSelectionId">
/// The id of the next dataset selection. Begins behind <paramref name="Id"/> and only rises, so that an address kept from an
/// earlier basket of the user hits nothing in a later one.
/// </param>
/// <param name="DatasetSelections">One per collection, ordered by label whatever its case.</param>
internal sealed record Basket(long Id, string Owner, long NextSelectionId, IReadOnlyList<DatasetSelection> DatasetSelections)
{
    /// <summary>An empty basket, made now.</summary>
    public static Basket Create(string owner, DateTimeOffset now)
    {
        var id = now.ToUnixTimeMilliseconds();
        return new Basket(id, owner, id + 1, []);
    }

    /// <summary>Finds the dataset selection of an id; null if the basket has none such.</summary>
    public DatasetSelection? Find(long datasetSelectionId) =>
        DatasetSelections.FirstOrDefault(selection => selection.Id == datasetSelectionId);

    /// <summary>Finds the dataset selection of a collection; null if the basket has none of it.</summary>
    public DatasetSelection? FindCollection(string collectionId) =>
        DatasetSelections.FirstOrDefault(selection => selection.CollectionId == collectionId);

    /// <summary>The basket with this dataset selection in the place of the one with its id, or added to the others.</summary>
    public Basket With(DatasetSelection selection) => this with
    {
        NextSelectionId = Math.Max(NextSelectionId, selection.Id + 1),
        DatasetSelections =
        [
            .. DatasetSelections.Where(other => other.Id != selection.Id)
                .Append(selection)
                .OrderBy(other => other.DatasetLabel, StringComparer.OrdinalIgnoreCase)
                .ThenBy(other => other.Id),
        ],
    };

    /// <summary>The basket without the dataset selection of this id; the basket itself if it has none such.</summary>
    public Basket Without(long datasetSelectionId) => Find(datasetSelectionId) is null
        ? this
        : this with { DatasetSelections = [.. DatasetSelections.Where(selection => selection.Id != datasetSelectionId)] };
}
