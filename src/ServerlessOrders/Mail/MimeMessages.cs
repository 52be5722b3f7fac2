using System.Text;
using MimeKit;

namespace ServerlessOrders.Mail;

/// <summary>E-mails as they go over the wire (RFC 5322, MIME): UTF-8, plain text and HTML side by side.</summary>
internal static class MimeMessages
{
    /// <summary>Writes the mail. No text of a user can begin a header of its own.</summary>
    /// <exception cref="MailException">The receiver's login is no e-mail address.</exception>
    public static MimeMessage Of(MailMessage mail, string sender, DateTimeOffset now)
    {
        var from = MailboxAddress.Parse(sender);
        var message = new MimeMessage
        {
            Subject = OneLine(mail.Subject),
            Date = now,
            MessageId = $"{SafeId(mail.Id)}@{from.Domain}",
            Body = new MultipartAlternative
            {
                new TextPart("plain") { Text = mail.Text },
                new TextPart("html") { Text = mail.Html },
            },
        };
        message.From.Add(from);
        message.To.Add(Receiver(mail.To));
        // A machine that answers automatically stays silent (RFC 3834 section 5).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <summary>The text with line breaks and other control characters made spaces.</summary>
    public static string OneLine(string text) => string.Create(text.Length, text, static (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
    });

    /// <summary>The id with everything but ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c> made <c>_</c>.</summary>
    public static string SafeId(string id)
    {
        var safe = new StringBuilder(id.Length);
        foreach (var c in id) safe.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_');
        return safe.ToString();
    }

    /// <summary>True for <c>name@host</c>; the parser also takes a name alone.</summary>
    public static bool HasDomain(MailboxAddress address) => address.LocalPart.Length > 0 && !string.IsNullOrEmpty(address.Domain);

    // The whole login must be one address: a list, a name or a comment in it would reach somebody else.
    private static MailboxAddress Receiver(string login)
    {
        if (login.Any(char.IsControl)
            || !MailboxAddress.TryParse(login, out var parsed)
            || !HasDomain(parsed)
            || !string.Equals(parsed.Address, login, StringComparison.Ordinal))
            throw new MailException($"'{OneLine(login)}' is not an e-mail address.") { Permanent = true };
        return new MailboxAddress(Encoding.UTF8, null, parsed.Address);
    }
}
