using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>A search as STAC API words it, read and checked as far as it needs no catalog.</summary>
/// <param name="Parameters">What is searched, as the engine <c>stac</c> of selections takes it.</param>
/// <param name="Limit">The most items of a page.</param>
/// <param name="Token">Leads to a later page; null for the first.</param>
/// <param name="Sort">By what to sort; empty for no order in particular.</param>
/// <param name="Fields">Which members of the items; null for all.</param>
internal sealed record StacSearchRequest(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters,
    int Limit,
    string? Token,
    IReadOnlyList<StacSort> Sort,
    StacFields? Fields)
{
    /// <summary>The most items of a page; whoever asks for more gets as many.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The items of a page if none are asked for.</summary>
    public const int DefaultLimit = 10;

    /// <summary>The collections that are named, or null for all.</summary>
    public IReadOnlyList<string>? Collections => Parameters.GetValueOrDefault("collections");

    /// <summary>True if every item of the collections is found.</summary>
    public bool TakesAll => Parameters.Keys.All(name => name == "collections");

    /// <summary>The collection whose items are asked for at its own address; null for a search.</summary>
    public string? OnlyCollection { get; private init; }

    /// <summary>The same search in one collection only, which it may name too (pystac-client does).</summary>
    /// <exception cref="StacRequestException">It names another.</exception>
    public StacSearchRequest In(string collection)
    {
        if (Collections?.FirstOrDefault(name => name != collection) is { } other)
            throw new StacRequestException($"'collections' names '{Literal.Shorten(other)}': at this address are the items of '{Literal.Shorten(collection)}' only.");
        return this with
        {
            Parameters = new Dictionary<string, IReadOnlyList<string>>(Parameters) { ["collections"] = [collection] },
            OnlyCollection = collection,
        };
    }
}

/// <summary>One key of an order.</summary>
/// <param name="Field">The field: <c>id</c>, <c>collection</c>, or a property with or without <c>properties.</c> before it.</param>
/// <param name="Descending">True for the greatest first.</param>
internal sealed record StacSort(string Field, bool Descending);

/// <summary>A search that cannot be understood; the message says what is wrong.</summary>
internal sealed class StacRequestException(string message) : Exception(message);
