namespace ServerlessOrders.Mail;

/// <summary>An e-mail could not be sent; the message says why, for operators.</summary>
internal sealed class MailException : Exception
{
    /// <summary>A failure that another try may not have.</summary>
    public MailException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>True if another try of the same mail would fail as well, such as an address that does not exist.</summary>
    public bool Permanent { get; init; }

    /// <summary>True if the server could not be spoken to, so that no mail can be sent; false if it refused this mail.</summary>
    public bool ServerFault { get; init; }
}
