namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// The fields of a query. Those of REGARDS that are no properties: <c>productId</c>, <c>providerId</c>, <c>id</c> and
/// <c>ipId</c> name the product by id or URN, <c>datasetUrn</c>, <c>datasetIpid</c> and <c>collection</c> its collection,
/// <c>tags</c> the collection's URN or a property; <c>last</c> is always true, as only the last version is kept. Any other
/// name is that of a STAC property, with or without <c>properties.</c> before it.
/// </summary>
internal static class QueryFields
{
    private const string PropertiesPrefix = "properties.";

    /// <summary>True for a field that is no property.</summary>
    public static bool IsBuiltIn(string name) => name is
        "productId" or "providerId" or "id" or "ipId" or "datasetUrn" or "datasetIpid" or "collection" or "tags" or "last";

    /// <summary>
    /// True for a property that is a time wherever it is found (STAC common metadata and the timestamps extension): a value that is
    /// none is refused before any product is looked at.
    /// </summary>
    public static bool IsTime(string property) => property is
        "datetime" or "start_datetime" or "end_datetime" or "created" or "updated" or "published" or "expires" or "unpublished";

    /// <summary>A condition on one field.</summary>
    /// <param name="scope">The request.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="literal">The exact value asked for, or null if <paramref name="test"/> is of another kind.</param>
    /// <param name="test">The condition on the value.</param>
    /// <exception cref="QuerySyntaxException">The two do not fit.</exception>
    public static QueryNode Condition(SearchScope scope, string name, string? literal, ValueTest test)
    {
        switch (name)
        {
            case "productId" or "providerId" or "id" or "ipId":
                return literal is null ? new IdNode(scope, test) : ProductSetNode.Of(scope, [literal]);
            case "datasetUrn" or "datasetIpid" or "collection":
                return literal is null ? new CollectionNode(scope, test) : CollectionSetNode.Of(scope, [literal]);
            case "tags" when literal is not null && Urns.ParseDataset(scope.Tenant, literal) is not null:
                return CollectionSetNode.Of(scope, [literal]);
            case "last":
                return test.MatchesText("true") ? new AllNode() : new NotNode(new AllNode());
            default:
                return PropertyNode.Of(scope, [(PropertyName(name), test)]);
        }
    }

    /// <summary>The name of the property that a field stands for.</summary>
    public static string PropertyName(string field) =>
        field.StartsWith(PropertiesPrefix, StringComparison.Ordinal) && field.Length > PropertiesPrefix.Length
            ? field[PropertiesPrefix.Length..]
            : field;
}
