using System.Net;
using System.Net.Sockets;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Tests.Integration.Outbound;

/// <summary>A network of names that lead where a test wants: to 127.0.0.1, which alone may be connected to, or elsewhere.</summary>
internal static class ForeignNetwork
{
    public const string Host = "data.example.org";

    /// <summary>A second name of the same host: another host for whoever follows redirects.</summary>
    public const string OtherHost = "other.example.org";

    /// <summary>A name that one test takes off the list.</summary>
    public const string LeavingHost = "leaving.example.org";

    /// <summary>A name with no address.</summary>
    public const string Unknown = "unknown.example.org";

    /// <summary>Resolves every name but <see cref="Unknown"/> to the addresses, 127.0.0.1 where none are given.</summary>
    public static ExternalNetwork Create(params string[] addresses) => new()
    {
        Resolve = (name, _) => name == Unknown
            ? throw new SocketException((int)SocketError.HostNotFound)
            : Task.FromResult<IPAddress[]>(addresses.Length == 0 ? [IPAddress.Loopback] : [.. addresses.Select(IPAddress.Parse)]),
        Forbids = address => !address.Equals(IPAddress.Loopback) && ExternalAddresses.IsReserved(address),
    };
}
