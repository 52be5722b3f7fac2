using System.Net;
using System.Net.Sockets;

namespace ServerlessOrders.Outbound;

/// <summary>
/// Addresses that can never be those of external files (contract section 9). Which of the others may is the operator's choice:
/// <see cref="ExternalFilePolicy"/>.
/// </summary>
public static class ExternalAddresses
{
    // RFC 4291 section 2.4: the only IPv6 addresses in public use. Loopback, link-local, private, multicast, NAT64, IPv4-compatible
    // and IPv4-translated ones lie outside.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Reserved =
    [
        // IANA special-purpose address registries (RFC 6890): none of these is a host of the public Internet.
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        // Azure's own services as a virtual machine sees them; the address is a public one, the host is not.
        IPNetwork.Parse("168.63.129.16/32"),
        // Within 2000::/3: protocol assignments with Teredo, documentation, 6to4, documentation.
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20"),
    ];

    // RFC 1918, RFC 6598, RFC 4193: where organisations have their own hosts.
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("fc00::/7"),
    ];

    /// <summary>Why an address can never be that of an external file, whatever the settings say; null where it can.</summary>
    public static string? Refusal(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) return "only http and https are possible";
        if (address.UserInfo.Length > 0) return "an address cannot hold credentials";
        var host = address.IdnHost.TrimEnd('.');
        if (host.Length == 0) return "the host is missing";
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return "the host is this machine";
        return IPAddress.TryParse(host, out var ip) && IsReserved(ip) ? "the host is a private, local or reserved address" : null;
    }

    /// <summary>True for an address that is not one of the public Internet: private, loopback, link-local, unspecified and so on.</summary>
    public static bool IsReserved(IPAddress ip)
    {
        var plain = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return IPAddress.IsLoopback(plain)
            || Reserved.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain))
            || (plain.AddressFamily == AddressFamily.InterNetworkV6 && (plain.ScopeId != 0 || !GlobalUnicast.Contains(plain)));
    }

    /// <summary>True for an address of this machine or of an organisation's own network.</summary>
    public static bool IsPrivate(IPAddress ip)
    {
        var plain = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return IPAddress.IsLoopback(plain) || Private.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain));
    }
}
