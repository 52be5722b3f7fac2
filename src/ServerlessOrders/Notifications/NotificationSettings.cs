using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Notifications;

/// <summary>The receivers of tenants, from the configuration, and what a receiver must be like.</summary>
public sealed class NotificationSettings(IOptionsMonitor<NotificationOptions> options, ExternalFilePolicy policy) : INotificationSettings
{
    /// <summary>What a secret begins with (Standard Webhooks).</summary>
    internal const string SecretPrefix = "whsec_";

    private const int MaxUrlLength = 2048;
    private const int LeastSecret = 24;
    private const int MostSecret = 64;

    /// <inheritdoc/>
    public ValueTask<bool> HasTenantReceiverAsync(string tenant, CancellationToken cancellationToken) =>
        ValueTask.FromResult(options.CurrentValue.Tenants.ContainsKey(tenant));

    /// <inheritdoc/>
    public string? Refusal(string url, string? secret) => Refusal(policy, url, secret);

    internal static string? Refusal(ExternalFilePolicy policy, string url, string? secret)
    {
        if (url.Length > MaxUrlLength) return $"notify.url has {url.Length} characters; at most {MaxUrlLength} are allowed.";
        if (policy.ReceiverRefusal(url) is { } refusal) return $"notify.url cannot be used: {refusal}.";
        return secret is null || IsSecret(secret)
            ? null
            : $"notify.secret must be '{SecretPrefix}' and {LeastSecret} to {MostSecret} random bytes in Base64, as Standard Webhooks asks.";
    }

    /// <summary>Where the events of an order go to, and what signs them; null if the tenant has no receiver any more.</summary>
    internal (string Url, string? Secret)? Find(string tenant, OrderReceiver receiver) =>
        receiver.Url is { } url ? (url, receiver.Secret)
        : options.CurrentValue.Tenants.TryGetValue(tenant, out var found) ? (found.Url, found.Secret)
        : null;

    private static bool IsSecret(string secret)
    {
        var bytes = new byte[MostSecret + 3];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var count)
            && count is >= LeastSecret and <= MostSecret;
    }
}
