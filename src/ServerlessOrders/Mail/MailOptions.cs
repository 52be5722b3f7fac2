namespace ServerlessOrders.Mail;

/// <summary>
/// How e-mails are sent, section <c>Orders:Mail</c> of the configuration: by SMTP if <see cref="Host"/> is set, else as files
/// if <see cref="Folder"/> is set, else not at all.
/// </summary>
public sealed class MailOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orders:Mail";

    /// <summary>The SMTP server.</summary>
    public string? Host { get; set; }

    /// <summary>Its port; default 587 (submission, RFC 6409), with <see cref="MailTls.Implicit"/> 465 (RFC 8314).</summary>
    public int? Port { get; set; }

    /// <summary>How the connection is encrypted. Default: STARTTLS, which the server must offer.</summary>
    public MailTls Tls { get; set; } = MailTls.StartTls;

    /// <summary>The account on the server; none if it is not set.</summary>
    public string? User { get; set; }

    /// <summary>The account's password.</summary>
    public string? Password { get; set; }

    /// <summary>The sender, an address such as <c>orders@example.org</c> or <c>Orders &lt;orders@example.org&gt;</c>.</summary>
    public string From { get; set; } = "ServerlessOrders <no-reply@localhost>";

    /// <summary>The folder for mails as <c>.eml</c> files, if there is no SMTP server.</summary>
    public string? Folder { get; set; }

    /// <summary>The page with a user's orders, for mails about orders that name no page of their own.</summary>
    public string? OrdersPageUrl { get; set; }

    /// <summary>The longest time that one mail may take. Default 20 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The port in effect.</summary>
    public int EffectivePort => Port ?? (Tls == MailTls.Implicit ? 465 : 587);
}

/// <summary>How the connection to an SMTP server is encrypted.</summary>
public enum MailTls
{
    /// <summary>Plain at first, then encrypted by STARTTLS (RFC 3207); a server that does not offer it is refused.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte (RFC 8314).</summary>
    Implicit,

    /// <summary>Not at all: for a server on this machine or in a trusted network.</summary>
    None,
}
