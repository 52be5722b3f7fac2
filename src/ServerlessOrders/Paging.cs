namespace ServerlessOrders;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Number">The page, from 0.</param>
/// <param name="Size">Entries a page, 1 to 2000.</param>
/// <param name="Sort">By what to sort, most important first; never empty if the list has a default.</param>
internal sealed record PageRequest(int Number, int Size, IReadOnlyList<SortKey> Sort)
{
    /// <summary>How many entries lie before the page.</summary>
    public long Offset => (long)Number * Size;
}

/// <summary>One property to sort by.</summary>
/// <param name="Property">The property, as JSON names it.</param>
/// <param name="Descending">True for the greatest first.</param>
internal sealed record SortKey(string Property, bool Descending = false);

/// <summary>One page of a list.</summary>
/// <param name="Items">The entries of the page; empty past the end.</param>
/// <param name="Total">The number of entries in the whole list.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, long Total);
