namespace ServerlessOrders.Mail;

/// <summary>An e-mail to one user.</summary>
/// <param name="Id">Names it among all mails: the same mail, sent again, has the same (it becomes the Message-Id).</param>
/// <param name="To">The user's address, as the login says it; a mailer refuses what is not an address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The body for readers of plain text; lines end with LF.</param>
/// <param name="Html">The same as HTML.</param>
public sealed record MailMessage(string Id, string To, string Subject, string Text, string Html);
