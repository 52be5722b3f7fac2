using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Mail;

/// <summary>Used if no way to send e-mails is set up: says so in the log, and no more.</summary>
internal sealed class NoMailer(ILogger<NoMailer> log) : IMailer
{
    /// <inheritdoc/>
    public Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        log.LogInformation("Mail {Mail} is not sent: neither Orders:Mail:Host nor Orders:Mail:Folder is set", message.Id);
        return Task.CompletedTask;
    }
}
