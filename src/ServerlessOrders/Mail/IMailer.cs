namespace ServerlessOrders.Mail;

/// <summary>
/// Sends e-mails. A port because there are two ways: an SMTP server, and a folder of files if there is none (one machine).
/// </summary>
internal interface IMailer
{
    /// <summary>Hands the mail over; when this returns, somebody else is responsible for it.</summary>
    /// <exception cref="MailException">It cannot be sent, or not now.</exception>
    Task SendAsync(MailMessage message, CancellationToken cancellationToken);
}
