namespace ServerlessOrders.Orders;

/// <summary>Where an order stands.</summary>
/// <remarks>Names are those of the REGARDS API and appear as such in JSON.</remarks>
public enum OrderStatus
{
    /// <summary>Its selection is being expanded into files.</summary>
    PENDING,

    /// <summary>Its sub-orders are prepared or wait for a slot or for the download of their files.</summary>
    RUNNING,

    /// <summary>Its owner has stopped it for a while.</summary>
    PAUSED,

    /// <summary>Every file was prepared, none is in error.</summary>
    DONE,

    /// <summary>Every file was prepared or failed, some failed; or there was no file.</summary>
    DONE_WITH_WARNING,

    /// <summary>Every file failed, or the selection could not be expanded.</summary>
    FAILED,

    /// <summary>It was past its expiration date; its files are gone from the order.</summary>
    EXPIRED,

    /// <summary>Its owner deleted it; it stays in the store until it is removed.</summary>
    DELETED,

    /// <summary>A name of REGARDS, which filters accept. No order ever has it: a fault of the service is tried again, and the order waits.</summary>
    ERROR,
}
