namespace ServerlessOrders.Local.Azurite;

/// <summary>Azurite cannot be installed, started or stopped. The message says why and what to do.</summary>
public sealed class AzuriteException : Exception
{
    /// <summary>Makes the fault.</summary>
    public AzuriteException()
    {
    }

    /// <summary>Makes the fault with what to tell the user.</summary>
    public AzuriteException(string message) : base(message)
    {
    }

    /// <summary>Makes the fault with what to tell the user and its cause.</summary>
    public AzuriteException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
