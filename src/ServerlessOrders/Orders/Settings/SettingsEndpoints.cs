using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders.Settings;

/// <summary>REGARDS' dynamic settings of a tenant over HTTP (contract, section 3).</summary>
internal static class SettingsEndpoints
{
    private static readonly Setting[] All =
    [
        new("user_order_parameters", "Parameters for User order (in hours)",
            durations => new UserOrderParameters(durations.UserSubOrderHours, durations.ReminderAfterHours),
            (settings, value) => settings with
            {
                UserSubOrderHours = Hours(Member(value, "subOrderDuration"), "value.subOrderDuration"),
                ReminderAfterHours = Hours(Member(value, "delayBeforeEmailNotification"), "value.delayBeforeEmailNotification"),
            },
            settings => settings with { UserSubOrderHours = null, ReminderAfterHours = null }),
        new("app_sub_order_duration", "Sub order duration for applicative orders (in hours)",
            durations => durations.ApplicationSubOrderHours,
            (settings, value) => settings with { ApplicationSubOrderHours = Hours(value, "value") },
            settings => settings with { ApplicationSubOrderHours = null }),
        new("expiration_max_duration_in_hours", "Order expiration duration maximal (in hours)",
            durations => durations.MaxExpirationHours,
            (settings, value) => settings with { MaxExpirationHours = Hours(value, "value") },
            settings => settings with { MaxExpirationHours = null }),
    ];

    /// <summary>GET /settings?names=: those of the names, or all.</summary>
    internal static async Task<IResult> ListAsync(ApiCall call)
    {
        var names = call.Http.Request.Query["names"].SelectMany(value => (value ?? "").Split(',')).Where(name => name.Length > 0).ToHashSet();
        var durations = await Settings(call).FindAsync(call.Caller.Tenant, call.Aborted);
        return ApiResults.Json(All.Where(setting => names.Count == 0 || names.Contains(setting.Name))
            .Select(setting => Show(call, setting, durations)).ToList());
    }

    /// <summary>PUT /settings/{name}: sets its value.</summary>
    internal static async Task<IResult> UpdateAsync(ApiCall call)
    {
        if (Find(call) is not { } setting) return Unknown(call);
        var value = (await call.ReadJsonAsync<SettingBody>()).Value as JsonElement?;
        // Once, so that what is wrong with the value is said before anything is read.
        setting.Set(new TenantSettings(), value);
        return ApiResults.Json(Show(call, setting, await Settings(call).ChangeAsync(
            call.Caller.Tenant, settings => setting.Set(settings, value), call.Aborted)));
    }

    /// <summary>DELETE /settings/{name}: sets it back to its default.</summary>
    internal static async Task<IResult> ResetAsync(ApiCall call) => Find(call) is { } setting
        ? ApiResults.Json(Show(call, setting, await Settings(call).ChangeAsync(call.Caller.Tenant, setting.Reset, call.Aborted)))
        : Unknown(call);

    private static OrderSettings Settings(ApiCall call) => call.Service<OrderSettings>();

    private static Setting? Find(ApiCall call) => All.SingleOrDefault(setting => setting.Name == call.RouteText("name"));

    private static ApiError Unknown(ApiCall call) => ApiError.NotFound(
        $"There is no setting '{call.RouteText("name")}': the settings are {string.Join(", ", All.Select(setting => setting.Name))}.");

    private static Resource<SettingView> Show(ApiCall call, Setting setting, OrderDurations durations)
    {
        var view = new SettingView(setting.Name, setting.Description, setting.Value(durations), setting.Value(Settings(call).Defaults));
        List<Link> links = [call.Links.To("self", ApiRoutes.Settings), call.Links.To("update", ApiRoutes.Setting, setting.Name)];
        if (!view.Value.Equals(view.DefaultValue)) links.Add(call.Links.To("reset", ApiRoutes.Setting, setting.Name));
        return new Resource<SettingView>(view, links);
    }

    private static JsonElement? Member(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } parameters && parameters.TryGetProperty(name, out var member) ? member : null;

    /// <summary>Whole hours, as a number or as the text of one, which REGARDS' form sends.</summary>
    private static int Hours(JsonElement? value, string name)
    {
        var hours = 0;
        var isNumber = value switch
        {
            { ValueKind: JsonValueKind.Number } number => number.TryGetInt32(out hours),
            { ValueKind: JsonValueKind.String } text => int.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out hours),
            _ => false,
        };
        return isNumber && hours is >= 1 and <= TenantSettings.MaxHours
            ? hours
            : throw new ApiException(ApiError.Unprocessable($"{name} must be a whole number of hours from 1 to {TenantSettings.MaxHours}."));
    }

    private sealed record Setting(
        string Name,
        string Description,
        Func<OrderDurations, object> Value,
        Func<TenantSettings, JsonElement?, TenantSettings> Set,
        Func<TenantSettings, TenantSettings> Reset);

    private sealed record UserOrderParameters(int SubOrderDuration, int DelayBeforeEmailNotification);
}

/// <summary>A setting of a tenant, as the API shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Value">Hours; of user_order_parameters an object with subOrderDuration and delayBeforeEmailNotification.</param>
/// <param name="DefaultValue">What DELETE sets it back to.</param>
internal sealed record SettingView(string Name, string Description, object Value, object DefaultValue);

/// <summary>A new value of a setting.</summary>
/// <param name="Value">Hours, as a number or as its text; of user_order_parameters an object with both.</param>
[DisplayName("SettingValue")]
internal sealed record SettingBody(object? Value = null);
