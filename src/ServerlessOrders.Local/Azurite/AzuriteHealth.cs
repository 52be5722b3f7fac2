namespace ServerlessOrders.Local.Azurite;

/// <summary>How an Azurite was found (<see cref="AzuriteProcess.CheckAsync"/>).</summary>
public enum AzuriteHealth
{
    /// <summary>It runs.</summary>
    Runs,

    /// <summary>It had ended, and runs again at the same addresses.</summary>
    Revived,

    /// <summary>It had ended, and runs again at other addresses: clients of the old ones must be made anew.</summary>
    Moved,
}
