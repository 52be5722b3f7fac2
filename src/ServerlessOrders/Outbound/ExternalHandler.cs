using System.Net;
using System.Net.Sockets;

namespace ServerlessOrders.Outbound;

/// <summary>Makes the connections to hosts of external files.</summary>
internal static class ExternalHandler
{
    /// <summary>
    /// A handler that adds nothing to a request, changes nothing of an answer, and connects only to addresses that were checked
    /// after the name was resolved: a name that points into a private network, or begins to, leads nowhere.
    /// </summary>
    internal static SocketsHttpHandler Create(ExternalNetwork network) => new()
    {
        // The client follows redirects itself, after a check of each.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        Credentials = null,
        // No trace context of ours for a foreign host.
        ActivityHeadersPropagator = null,
        ConnectTimeout = network.ConnectTimeout,
        // A new connection resolves the name again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 32,
        // Closing costs less than reading on what nobody wants.
        MaxResponseDrainSize = 64 * 1024,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(network, context.DnsEndPoint, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(
        ExternalNetwork network, DnsEndPoint target, CancellationToken cancellationToken)
    {
        var found = await ResolveAsync(network, target.Host, cancellationToken);
        var allowed = found.Where(address => !network.Forbids(address)).Select(Plain).Distinct().ToList();
        if (allowed.Count == 0)
            throw new ExternalFileException($"The host '{target.Host}' has only private, local or reserved addresses");

        SocketException? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException failed)
            {
                socket.Dispose();
                last = failed;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new ExternalFileException($"The host '{target.Host}' cannot be reached", last);
    }

    private static async Task<IPAddress[]> ResolveAsync(ExternalNetwork network, string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal)) return [literal];
        try
        {
            if (await network.Resolve(host, cancellationToken) is { Length: > 0 } found) return found;
        }
        catch (SocketException unknown)
        {
            throw new ExternalFileException($"The host '{host}' cannot be found", unknown);
        }

        throw new ExternalFileException($"The host '{host}' cannot be found");
    }

    // What was checked as IPv4 is connected to as IPv4.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
