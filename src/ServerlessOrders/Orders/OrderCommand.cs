namespace ServerlessOrders.Orders;

/// <summary>Everything that can happen to an order; <see cref="OrderTransitions"/> says when and with what effect.</summary>
public enum OrderCommand
{
    /// <summary>The owner stops it for a while.</summary>
    Pause,

    /// <summary>The owner lets it go on.</summary>
    Resume,

    /// <summary>The owner gives it up; its files go.</summary>
    Delete,

    /// <summary>The owner ends it while it is under way: a pause and a deletion as one change.</summary>
    Cancel,

    /// <summary>The owner wants its files to stay longer.</summary>
    Extend,

    /// <summary>An administrator takes it out of the store.</summary>
    Remove,

    /// <summary>The owner orders the same selection again.</summary>
    Restart,

    /// <summary>The owner wants failed files prepared again.</summary>
    Retry,

    /// <summary>It is past its expiration date.</summary>
    Expire,

    /// <summary>The selection has been expanded and has files.</summary>
    Expanded,

    /// <summary>No file is in error.</summary>
    Complete,

    /// <summary>Some files are in error, or there is no file.</summary>
    CompleteWithWarning,

    /// <summary>All files are in error, or the selection could not be expanded.</summary>
    Fail,
}
