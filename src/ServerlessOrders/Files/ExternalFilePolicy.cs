using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;

namespace ServerlessOrders.Files;

/// <summary>Whether a file may come from where it lies: only from the hosts of <see cref="OrdersOptions.ExternalHosts"/>.</summary>
public sealed class ExternalFilePolicy(IOptions<OrdersOptions> options)
{
    /// <summary>The reason why a file may not come from this address, or null where it may.</summary>
    public string? Refusal(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return $"'{address}' is not an address";
        if (ExternalAddresses.Refusal(uri) is { } never) return $"'{address}' cannot be fetched: {never}";
        return options.Value.ExternalHosts.Any(host => host.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase))
            ? null
            : $"The host '{uri.IdnHost}' is not among the allowed ones (setting Orders:ExternalHosts)";
    }
}
