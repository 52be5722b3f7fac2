namespace ServerlessOrders.Catalog;

/// <summary>A collection of products (REGARDS: dataset).</summary>
/// <param name="Id">The STAC collection id.</param>
/// <param name="Title">The name for people; the id if the document has none.</param>
/// <param name="Urn">The dataset URN.</param>
/// <param name="Stac">The STAC collection as it was imported, or null if none is known.</param>
/// <param name="Own">The files of the collection itself that are ordered with its products (<see cref="CatalogItem.OfCollection"/>), or null if it has none.</param>
public sealed record CatalogCollection(string Id, string Title, string Urn, StacText? Stac = null, CatalogItem? Own = null);
