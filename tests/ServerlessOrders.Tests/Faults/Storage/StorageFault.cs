namespace ServerlessOrders.Tests.Faults.Storage;

/// <summary>What becomes of a request to storage.</summary>
internal enum StorageFault
{
    /// <summary>Nothing happens to it.</summary>
    None,

    /// <summary>Answered 500; without effect.</summary>
    ServerError,

    /// <summary>Answered 503 with Retry-After; without effect.</summary>
    Busy,

    /// <summary>A write: answered 409; without effect.</summary>
    Conflict,

    /// <summary>A write: answered 412; without effect.</summary>
    PreconditionFailed,

    /// <summary>No answer for a long time, then the connection breaks; without effect.</summary>
    Timeout,

    /// <summary>It has its effect; the answer breaks off in the middle of its body.</summary>
    CutAnswer,

    /// <summary>It has its effect; the connection breaks before the answer.</summary>
    LostAnswer,

    /// <summary>It arrives twice; the second answer is the one that comes back.</summary>
    Duplicate,

    /// <summary>It and its answer come late.</summary>
    Delay,

    /// <summary>The connection breaks at once, and the request has its effect later, perhaps after its repetition.</summary>
    LateEffect,
}
