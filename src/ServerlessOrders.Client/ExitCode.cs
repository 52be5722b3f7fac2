namespace ServerlessOrders.Client;

/// <summary>How the command line ends; docs/client.md has the same table.</summary>
public enum ExitCode
{
    /// <summary>All that was asked for is done.</summary>
    Done = 0,

    /// <summary>A fault that has no code of its own.</summary>
    Failed = 1,

    /// <summary>The command line is wrong, or the service says that the request is.</summary>
    WrongUsage = 2,

    /// <summary>No token, or one that is refused.</summary>
    NotAllowed = 3,

    /// <summary>No such order or file.</summary>
    NotFound = 4,

    /// <summary>What there was to fetch is here, but not every file could be had.</summary>
    Incomplete = 5,

    /// <summary>The files of the order are gone: it has expired or was deleted.</summary>
    Gone = 6,

    /// <summary>The time of <c>--wait</c> is over.</summary>
    TimeOver = 7,

    /// <summary>A file is no longer what was ordered: it changed in the archive, or while it was fetched, or its digest is wrong twice in a row.</summary>
    Changed = 8,

    /// <summary>The disk is full.</summary>
    DiskFull = 9,

    /// <summary>The folder cannot be written.</summary>
    NotWritable = 10,

    /// <summary>The service does not answer.</summary>
    Unreachable = 11,

    /// <summary>Another file has the name of an ordered one.</summary>
    InTheWay = 12,

    /// <summary>Stopped by Ctrl-C or SIGTERM; the same command goes on where it stopped.</summary>
    Stopped = 130,
}
