using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace ServerlessOrders.Mail;

/// <summary>Sends each mail to the SMTP server over a connection of its own (RFC 5321).</summary>
internal sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider time) : IMailer
{
    /// <inheritdoc/>
    public async Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var mime = MimeMessages.Of(message, settings.From, time.GetUtcNow());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(settings.Host!, settings.EffectivePort, Encryption(settings.Tls), limit.Token);
            if (!string.IsNullOrEmpty(settings.User)) await client.AuthenticateAsync(settings.User, settings.Password!, limit.Token);
            await client.SendAsync(mime, limit.Token);
            await QuitAsync(client, limit.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = e is OperationCanceledException ? $"no answer within {settings.Timeout.TotalSeconds:0} s" : e.Message;
            throw new MailException($"{settings.Host}:{settings.EffectivePort}: {MimeMessages.OneLine(reason)}", e)
            {
                Permanent = e is SmtpCommandException
                {
                    ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted,
                    StatusCode: >= (SmtpStatusCode)500,
                },
                ServerFault = e is not SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted },
            };
        }
    }

    // The server has taken the mail already: how the connection ends changes nothing.
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (e is IOException or MailKit.ProtocolException or OperationCanceledException)
        {
            // Closed by Dispose.
        }
    }

    private static SecureSocketOptions Encryption(MailTls tls) => tls switch
    {
        MailTls.Implicit => SecureSocketOptions.SslOnConnect,
        MailTls.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
