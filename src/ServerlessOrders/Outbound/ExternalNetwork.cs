using System.Net;

namespace ServerlessOrders.Outbound;

/// <summary>
/// How hosts of external files are reached. The product knows one, <see cref="Internet"/>, and no setting changes it: tests
/// put another in its place to reach a host on this machine.
/// </summary>
internal sealed record ExternalNetwork
{
    /// <summary>The public Internet.</summary>
    internal static ExternalNetwork Internet { get; } = new();

    /// <summary>The addresses of a host name.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>True for an address that is never connected to.</summary>
    internal Func<IPAddress, bool> Forbids { get; init; } = ExternalAddresses.IsReserved;

    /// <summary>How long resolving a name, connecting and the TLS handshake may take together.</summary>
    internal TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a host may take until the headers of its answer are there, redirects included.</summary>
    internal TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a host may send nothing in the middle of a file.</summary>
    internal TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The same with this machine and the private networks of an organisation, for a host that the operator has named as one of these:
    /// still without link-local addresses and those of a cloud's own services.
    /// </summary>
    internal ExternalNetwork WithPrivate() => this with { Forbids = address => Forbids(address) && !ExternalAddresses.IsPrivate(address) };
}
