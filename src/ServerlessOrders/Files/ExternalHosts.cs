using System.Net;
using Microsoft.Extensions.Options;

namespace ServerlessOrders.Files;

/// <summary>From which hosts external files may come: those of <see cref="OrdersOptions.ExternalHosts"/> and no others.</summary>
public sealed class ExternalHosts(IOptions<OrdersOptions> options)
{
    /// <summary>The reason why a file may not come from this address, or null where it may.</summary>
    public string? Refusal(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return $"The address '{address}' is not an http or https address.";
        if (uri.UserInfo.Length > 0) return "The address carries credentials.";
        if (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out _)) return $"The address names its host by number ({uri.Host}).";
        return options.Value.ExternalHosts.Contains(uri.IdnHost, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"The host '{uri.IdnHost}' is not among the allowed ones (setting Orders:ExternalHosts).";
    }
}
