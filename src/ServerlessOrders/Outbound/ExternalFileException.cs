namespace ServerlessOrders.Outbound;

/// <summary>An external file cannot be fetched from its host, or not any more.</summary>
/// <param name="reason">Why, for the owner of the order; names hosts, never a whole address, which may hold a signature.</param>
/// <param name="cause">What went wrong below, for the log.</param>
internal sealed class ExternalFileException(string reason, Exception? cause = null) : IOException(reason, cause);
