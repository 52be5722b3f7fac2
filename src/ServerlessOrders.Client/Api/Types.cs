using System.Text.Json.Serialization;

namespace ServerlessOrders.Client.Api;

/// <summary>An address that an answer offers: what may be done now.</summary>
public sealed record Link(string Rel, string Href);

/// <summary>One thing, and what can be done with it.</summary>
public sealed record Resource<T>(T Content, IReadOnlyList<Link> Links)
{
    /// <summary>The address of a relation; null if it is not offered.</summary>
    public string? Href(string rel) => Links.FirstOrDefault(link => link.Rel == rel)?.Href;
}

/// <summary>The figures of a list.</summary>
public sealed record PageMetadata(int Size, long TotalElements, long TotalPages, int Number, string? Note = null);

/// <summary>A page of a list.</summary>
public sealed record Page<T>(PageMetadata Metadata, IReadOnlyList<Resource<T>> Content, IReadOnlyList<Link> Links);

/// <summary>An error as the service tells it.</summary>
public sealed record Messages([property: JsonPropertyName("messages")] IReadOnlyList<string> Texts);

/// <summary>An error as the STAC API of a service tells it.</summary>
public sealed record StacProblem(string Code, string Description);

/// <summary>What an order is doing. A status that this client does not know is kept as its text.</summary>
public static class OrderStatuses
{
    /// <summary>The selection is being expanded into files.</summary>
    public const string Pending = "PENDING";

    /// <summary>Files are prepared, or wait to be fetched.</summary>
    public const string Running = "RUNNING";

    /// <summary>Stopped by its owner.</summary>
    public const string Paused = "PAUSED";

    /// <summary>All files were prepared.</summary>
    public const string Done = "DONE";

    /// <summary>Some files could not be prepared.</summary>
    public const string DoneWithWarning = "DONE_WITH_WARNING";

    /// <summary>No file could be prepared.</summary>
    public const string Failed = "FAILED";

    /// <summary>Past its date: its files are gone.</summary>
    public const string Expired = "EXPIRED";

    /// <summary>Deleted: its files are gone.</summary>
    public const string Deleted = "DELETED";
}

/// <summary>An order.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Owner">What people call its owner.</param>
/// <param name="Label">Its label.</param>
/// <param name="CreationDate">When it was made.</param>
/// <param name="ExpirationDate">When its files go.</param>
/// <param name="PercentCompleted">Prepared bytes, 0 to 100.</param>
/// <param name="FilesInErrorCount">Files that could not be prepared.</param>
/// <param name="AvailableFilesCount">Files that wait to be fetched.</param>
/// <param name="Status">One of <see cref="OrderStatuses"/>.</param>
/// <param name="StatusDate">Since when.</param>
/// <param name="WaitingForUser">Whether it goes on only if something is fetched.</param>
/// <param name="Message">Why, if something went wrong.</param>
/// <param name="DatasetTasks">Its parts, one per collection.</param>
/// <param name="Progress">What it waits for; null from a service that does not tell.</param>
public sealed record Order(
    long Id,
    string Owner,
    string Label,
    DateTimeOffset CreationDate,
    DateTimeOffset? ExpirationDate,
    int PercentCompleted,
    long FilesInErrorCount,
    long AvailableFilesCount,
    string Status,
    DateTimeOffset StatusDate,
    bool WaitingForUser,
    string? Message,
    IReadOnlyList<DatasetTask> DatasetTasks,
    Progress? Progress = null)
{
    /// <summary>True if no further file will become available.</summary>
    [JsonIgnore]
    public bool HasEnded => Status is not (OrderStatuses.Pending or OrderStatuses.Running or OrderStatuses.Paused);

    /// <summary>True if its files cannot be fetched any more.</summary>
    [JsonIgnore]
    public bool FilesAreGone => Status is OrderStatuses.Expired or OrderStatuses.Deleted;

    /// <summary>Files of all parts.</summary>
    [JsonIgnore]
    public long FilesCount => DatasetTasks.Sum(task => task.FilesCount);

    /// <summary>Bytes of all parts.</summary>
    [JsonIgnore]
    public long FilesSize => DatasetTasks.Sum(task => task.FilesSize);
}

/// <summary>The part of an order that is of one collection.</summary>
public sealed record DatasetTask(long Id, string DatasetLabel, long ObjectsCount, long FilesCount, long FilesSize);

/// <summary>What an order waits for.</summary>
/// <param name="Phase">A word for scripts.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="BlockedBy">Orders that hold the places it waits for.</param>
/// <param name="FilesByState">How many files are in which state.</param>
/// <param name="BytesTotal">Bytes of all files, as far as known.</param>
/// <param name="BytesReady">Bytes of those that are prepared.</param>
/// <param name="Restoring">Files on their way back from the archive.</param>
/// <param name="Estimate">When it should be ready; null if nobody knows.</param>
/// <param name="NextChange">Nothing changes by itself before; null if that is not known.</param>
public sealed record Progress(
    string Phase, string Reason, IReadOnlyList<long> BlockedBy, IReadOnlyDictionary<string, int> FilesByState, long BytesTotal, long BytesReady,
    RestoringFiles? Restoring = null, TimeRange? Estimate = null, DateTimeOffset? NextChange = null);

/// <summary>Files on their way back from the archive, and when they should be here.</summary>
public sealed record RestoringFiles(long Files, long Bytes, DateTimeOffset? Earliest = null, DateTimeOffset? Latest = null);

/// <summary>A range of time.</summary>
public sealed record TimeRange(DateTimeOffset Earliest, DateTimeOffset Latest);

/// <summary>A file of an order.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">PENDING, AVAILABLE, DOWNLOADED, DOWNLOAD_ERROR, PROCESSING_ERROR or ERROR.</param>
/// <param name="ProductId">The id of its product.</param>
/// <param name="Filename">Its name, as somebody chose it.</param>
/// <param name="Checksum">Lower-case hex; null if unknown.</param>
/// <param name="Filesize">Its bytes; null if unknown.</param>
/// <param name="DigestAlgorithm">Of the checksum.</param>
/// <param name="DownloadError">Why it cannot be fetched.</param>
/// <param name="Crc32">Its CRC-32, eight hex digits, once known.</param>
public sealed record OrderFile(
    long Id, string State, string ProductId, string Filename, string? Checksum = null, long? Filesize = null,
    string? DigestAlgorithm = null, string? DownloadError = null, string? Crc32 = null)
{
    /// <summary>True if the service serves it now.</summary>
    [JsonIgnore]
    public bool CanBeFetched => State is "AVAILABLE" or "DOWNLOADED" or "DOWNLOAD_ERROR";
}

/// <summary>A file that waits to be fetched.</summary>
public sealed record AvailableFile(long Id, string ProductId, string Filename, string? Checksum = null, long? Filesize = null);

/// <summary>A new order of the basket.</summary>
public sealed record OrderRequest(string? Label);

/// <summary>Selection and order in one request.</summary>
/// <param name="Queries">In the language of <c>q</c>; what any of them finds is meant.</param>
/// <param name="Filters">Which files of the products.</param>
/// <param name="CorrelationId">A name of the request.</param>
/// <param name="EngineType"><c>stac</c> if <paramref name="Search"/> says what is meant, in place of queries.</param>
/// <param name="Search">Parameters of a STAC search.</param>
public sealed record ApplyRequest(
    IReadOnlyList<string>? Queries, ApplyFilters? Filters = null, string? CorrelationId = null, string? EngineType = null, StacSearch? Search = null);

/// <summary>Parameters of a STAC search; what is null narrows nothing.</summary>
public sealed record StacSearch(
    IReadOnlyList<string>? Collections = null, string? Datetime = null, IReadOnlyList<double>? Bbox = null, IReadOnlyList<string>? Ids = null);

/// <summary>Which files of the products.</summary>
public sealed record ApplyFilters(IReadOnlyList<string> DataTypes, [property: JsonPropertyName("filenameRegExp")] string? FilenameRegExp = null);

/// <summary>What became of an <see cref="ApplyRequest"/>.</summary>
public sealed record ApplyAnswer(string Status, string CorrelationId, long? OrderId = null, string? Message = null, string? ErrorType = null);

/// <summary>What is to be put into the basket.</summary>
public sealed record SelectionRequest(string EngineType, IReadOnlyDictionary<string, IReadOnlyList<string>>? SearchParameters = null);

/// <summary>What a user has picked and not ordered.</summary>
public sealed record Basket(IReadOnlyList<DatasetSelection> DatasetSelections)
{
    /// <summary>True if a request put all of it there.</summary>
    public bool Holds(SelectionRequest request)
    {
        return DatasetSelections.All(dataset => dataset.ItemsSelections.All(items => IsIt(items.SelectionRequest)));

        bool IsIt(SelectionRequest other) => other.EngineType == request.EngineType
            && Text(other) == Text(request);

        static string Text(SelectionRequest one) => string.Join(
            '\n', (one.SearchParameters ?? new Dictionary<string, IReadOnlyList<string>>()).OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{entry.Key}={string.Join('\t', entry.Value)}"));
    }
}

/// <summary>What a basket holds of one collection.</summary>
public sealed record DatasetSelection(long Id, string DatasetLabel, long FilesCount, long FilesSize, IReadOnlyList<ItemsSelection> ItemsSelections);

/// <summary>What one request put into a basket.</summary>
public sealed record ItemsSelection(SelectionRequest SelectionRequest);

/// <summary>A new date of expiry.</summary>
public sealed record Extension(DateTimeOffset? ExpirationDate, int? Hours);

/// <summary>What an order would be, before it is made.</summary>
/// <param name="Files">Its files.</param>
/// <param name="Bytes">Their bytes, as far as known.</param>
/// <param name="SubOrders">The sub-orders that they make.</param>
/// <param name="External">Those that are elsewhere.</param>
/// <param name="Unavailable">Those that would be in error, the first of them.</param>
/// <param name="LargestFile">Bytes of the largest.</param>
/// <param name="ExpirationDate">When the files would go.</param>
/// <param name="Archived">Those that have to be restored first; null if nobody knows.</param>
/// <param name="Estimate">When they should be ready; null if nobody knows.</param>
/// <param name="Note">What the figures leave out.</param>
public sealed record Quote(
    long Files, long Bytes, long SubOrders, FilesAndBytes External, IReadOnlyList<UnavailableFile> Unavailable, long LargestFile, DateTimeOffset ExpirationDate,
    FilesAndBytes? Archived = null, TimeRange? Estimate = null, string? Note = null);

/// <summary>A part of the files.</summary>
public sealed record FilesAndBytes(long Files, long Bytes);

/// <summary>A file that would be in error, and why.</summary>
public sealed record UnavailableFile(string Item, string Asset, string Reason);
