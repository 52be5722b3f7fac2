using System.Net;
using Microsoft.Extensions.Options;

namespace ServerlessOrders.Outbound;

/// <summary>Whether a file may come from where it lies: only from the hosts of <see cref="OrdersOptions.ExternalHosts"/>.</summary>
public sealed class ExternalFilePolicy(IOptions<OrdersOptions> options)
{
    /// <summary>Why an entry of the setting would match nothing, for people; null for a host's name or IP address and nothing more.</summary>
    public static string? Problem(string? entry)
    {
        if (string.IsNullOrWhiteSpace(entry)) return "it is empty";
        var isIPv6 = entry.Contains(':') && IPAddress.TryParse(entry, out _);
        var address = entry.Contains("://", StringComparison.Ordinal) ? entry : isIPv6 ? $"https://[{entry}]/" : $"https://{entry}/";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || Uri.CheckHostName(uri.IdnHost) == UriHostNameType.Unknown)
            return "it is not a host name";
        var host = uri.IdnHost.TrimEnd('.');
        if (!host.Equals(entry, StringComparison.OrdinalIgnoreCase)) return $"write '{host}'";
        return ExternalAddresses.Refusal(new UriBuilder(Uri.UriSchemeHttps, host).Uri);
    }

    /// <summary>The reason why a file may not come from this address, or null if it may.</summary>
    public string? Refusal(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return "What the catalog names is not an address";
        if (ExternalAddresses.Refusal(uri) is { } never) return $"'{SignedAddress.Show(address)}' cannot be fetched: {never}";
        return IsAmong(options.Value.ExternalHosts, uri)
            ? null
            : $"The host '{uri.IdnHost}' is not among the allowed ones (setting Orders:ExternalHosts)";
    }

    /// <summary>The reason why events may not be sent to this address, or null if they may.</summary>
    public string? ReceiverRefusal(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return "it is not an address";
        if (ExternalAddresses.Refusal(uri) is { } never) return never;
        return IsAmong(options.Value.NotificationHosts, uri)
            ? null
            : $"the host '{uri.IdnHost}' is not among the allowed ones (setting Orders:NotificationHosts)";
    }

    private static bool IsAmong(IEnumerable<string> hosts, Uri uri) =>
        hosts.Any(host => host.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase));
}
