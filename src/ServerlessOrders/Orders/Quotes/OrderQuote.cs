using ServerlessOrders.Orders.Waiting;

namespace ServerlessOrders.Orders.Quotes;

/// <summary>What an order would hold (contract, section 12). Its counts are those of the order that follows, if nothing changes in between.</summary>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their size in bytes; a file of unknown size counts 0.</param>
/// <param name="SubOrders">The sub-orders that they make.</param>
/// <param name="Archived">Those in the Archive tier, which take hours; null if it could not be found out with little work: see <paramref name="Note"/>.</param>
/// <param name="External">Those that lie with other hosts.</param>
/// <param name="Unavailable">Files that would be in error, the first <see cref="MaxUnavailable"/>.</param>
/// <param name="LargestFile">The size of the largest file in bytes.</param>
/// <param name="Estimate">When all would be ready if the order were made now; null if nothing like it was seen often enough.</param>
/// <param name="ExpirationDate">When the files would go.</param>
/// <param name="Limits">What an order may hold.</param>
/// <param name="Note">What the figures leave out, in words; null if nothing.</param>
internal sealed record OrderQuote(
    int Files,
    long Bytes,
    int SubOrders,
    FilesAndBytes? Archived,
    FilesAndBytes External,
    IReadOnlyList<UnavailableFile> Unavailable,
    long LargestFile,
    TimeRange? Estimate,
    DateTimeOffset ExpirationDate,
    QuoteLimits Limits,
    string? Note)
{
    /// <summary>How many files that would be in error are named.</summary>
    public const int MaxUnavailable = 100;
}

/// <summary>Some of the files.</summary>
/// <param name="Files">How many.</param>
/// <param name="Bytes">Their size in bytes; a file of unknown size counts 0.</param>
internal sealed record FilesAndBytes(int Files, long Bytes);

/// <summary>A file that would be in error.</summary>
/// <param name="Item">The product's plain id.</param>
/// <param name="Asset">The asset's key in the product.</param>
/// <param name="Reason">Why, in words.</param>
internal sealed record UnavailableFile(string Item, string Asset, string Reason);

/// <summary>What an order may hold, as this installation is set.</summary>
/// <param name="Products">The most products of one basket.</param>
/// <param name="Files">The most files of one order.</param>
/// <param name="SubOrderFiles">The most files of one sub-order.</param>
/// <param name="SubOrderBytes">The most bytes of a sub-order of several files.</param>
/// <param name="SubOrdersAtOnce">How many sub-orders of one user are prepared or wait for download at a time, over all orders.</param>
/// <param name="LifeHours">The longest life of an order in hours.</param>
internal sealed record QuoteLimits(long Products, int Files, int SubOrderFiles, long SubOrderBytes, int SubOrdersAtOnce, int LifeHours);
