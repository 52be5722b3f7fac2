namespace ServerlessOrders.Baskets;

/// <summary>How a change of a basket ended.</summary>
/// <param name="Status">Done, or why not.</param>
/// <param name="Basket">The basket as it is afterwards if done; else null.</param>
/// <param name="Message">What is wrong, in words for the user, if not done.</param>
internal sealed record BasketResult(BasketStatus Status, Basket? Basket = null, string? Message = null)
{
    /// <summary>The change is made, or there was nothing to change.</summary>
    public static BasketResult Done(Basket basket) => new(BasketStatus.Done, basket);

    /// <summary>The user has no basket.</summary>
    public static BasketResult NoBasket { get; } = new(BasketStatus.NoBasket, null, "Basket is empty");

    /// <summary>The selection holds no file that can be ordered.</summary>
    public static BasketResult NothingSelected { get; } =
        new(BasketStatus.NothingSelected, null, "This selection contains no file that can be ordered");
}

/// <summary>Answers to a change of a basket.</summary>
public enum BasketStatus
{
    /// <summary>The basket is as asked for.</summary>
    Done,

    /// <summary>The user has no basket.</summary>
    NoBasket,

    /// <summary>The selection holds no file that can be ordered; the basket is as before.</summary>
    NothingSelected,

    /// <summary>The selection request cannot be understood, or asks for too much work; the basket is as before.</summary>
    UnreadableSelection,

    /// <summary>The basket would become too large; it is as before.</summary>
    TooLarge,

    /// <summary>The basket has no such dataset selection.</summary>
    UnknownDataset,

    /// <summary>The file filters cannot be used; the basket is as before.</summary>
    BadFilters,
}
