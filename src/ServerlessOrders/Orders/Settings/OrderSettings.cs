using Microsoft.Extensions.Options;

namespace ServerlessOrders.Orders.Settings;

/// <summary>The durations of a tenant's orders (contract, section 3, settings). Each may differ from the one that is configured.</summary>
/// <param name="UserSubOrderHours">Hours that each sub-order adds to the life of a user's order.</param>
/// <param name="ReminderAfterHours">After how many hours available files count as untouched.</param>
/// <param name="ApplicationSubOrderHours">Hours that each sub-order adds to the life of an application's order.</param>
/// <param name="MaxExpirationHours">The longest life of an order in hours.</param>
internal sealed record OrderDurations(int UserSubOrderHours, int ReminderAfterHours, int ApplicationSubOrderHours, int MaxExpirationHours);

/// <summary>What administrators have set for their tenant; null if the configured value holds.</summary>
internal sealed record TenantSettings(
    int? UserSubOrderHours = null, int? ReminderAfterHours = null, int? ApplicationSubOrderHours = null, int? MaxExpirationHours = null)
{
    /// <summary>The most hours that can be set: ten years.</summary>
    public const int MaxHours = 87_600;
}

/// <summary>The durations that hold for a tenant now. An order keeps those with which it was created.</summary>
internal sealed class OrderSettings(OrderSettingsStore store, IOptions<OrdersOptions> options)
{
    /// <summary>The configured durations.</summary>
    public OrderDurations Defaults => Of(new TenantSettings());

    /// <summary>The tenant's durations (one storage operation).</summary>
    public async Task<OrderDurations> FindAsync(string tenant, CancellationToken cancellationToken) =>
        Of(await store.FindAsync(tenant, cancellationToken));

    /// <summary>Changes what is set for the tenant; changes at the same time are all kept.</summary>
    /// <returns>The durations as they are now.</returns>
    public async Task<OrderDurations> ChangeAsync(
        string tenant, Func<TenantSettings, TenantSettings> change, CancellationToken cancellationToken) =>
        Of(await store.ChangeAsync(tenant, change, cancellationToken));

    private OrderDurations Of(TenantSettings set)
    {
        var configured = options.Value;
        return new OrderDurations(
            set.UserSubOrderHours ?? configured.UserSubOrderHours,
            set.ReminderAfterHours ?? configured.ReminderAfterHours,
            set.ApplicationSubOrderHours ?? configured.ApplicationSubOrderHours,
            set.MaxExpirationHours ?? configured.MaxExpirationHours);
    }
}
