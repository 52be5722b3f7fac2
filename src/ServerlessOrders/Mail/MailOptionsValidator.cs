using Microsoft.Extensions.Options;
using MimeKit;

namespace ServerlessOrders.Mail;

/// <summary>Refuses at start-up settings with which no e-mail could be sent, or a password would travel in clear.</summary>
internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(MailOptions options)
    {
        const string Section = MailOptions.Section;
        if (!MailboxAddress.TryParse(options.From, out var from) || !MimeMessages.HasDomain(from))
            yield return $"{Section}:From '{options.From}' is not an e-mail address such as orders@example.org.";
        if (options.OrdersPageUrl is { } page && MailLinks.Page(page, null) is null)
            yield return $"{Section}:OrdersPageUrl must be an http or https address, such as https://example.org/orders.";
        if (options.Timeout <= TimeSpan.Zero) yield return $"{Section}:Timeout must be more than zero.";
        if (string.IsNullOrEmpty(options.Host)) yield break;

        if (Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            yield return $"{Section}:Host '{options.Host}' is not a host name; the port goes to {Section}:Port.";
        if (options.Port is < 1 or > 65535) yield return $"{Section}:Port must be 1 to 65535.";
        if (!Enum.IsDefined(options.Tls)) yield return $"{Section}:Tls must be StartTls, Implicit or None.";
        if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.Password))
            yield return $"{Section}:User and {Section}:Password must be set together, or neither.";
        else if (!string.IsNullOrEmpty(options.User) && options.Tls == MailTls.None && !IsLoopback(options.Host))
            yield return $"{Section}:Tls must not be None if {Section}:User is set: the password would travel in clear.";
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
