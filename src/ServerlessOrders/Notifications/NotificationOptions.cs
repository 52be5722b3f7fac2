namespace ServerlessOrders.Notifications;

/// <summary>Who is told of all orders of a tenant, section <c>Orders:Notifications</c> of the configuration.</summary>
internal sealed class NotificationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orders:Notifications";

    /// <summary>The receivers by tenant; none by default.</summary>
    public IDictionary<string, TenantReceiver> Tenants { get; } = new Dictionary<string, TenantReceiver>(StringComparer.Ordinal);
}

/// <summary>The receiver of a tenant.</summary>
internal sealed class TenantReceiver
{
    /// <summary>Where events are posted to; its host must be among <see cref="OrdersOptions.NotificationHosts"/>.</summary>
    public string Url { get; set; } = "";

    /// <summary>What signs them: <c>whsec_</c> and 24 to 64 bytes in Base64; none for no signature.</summary>
    public string? Secret { get; set; }
}
