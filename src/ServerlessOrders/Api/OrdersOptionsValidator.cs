using Microsoft.Extensions.Options;
using ServerlessOrders.Http;
using ServerlessOrders.Outbound;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api;

/// <summary>Refuses at start-up settings with which the service could not keep its promises.</summary>
public sealed class OrdersOptionsValidator : IValidateOptions<OrdersOptions>
{
    /// <summary>A year: each pass reads the dates of so many hours.</summary>
    private const int MaxNoticeHours = 8784;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OrdersOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(OrdersOptions options)
    {
        if (options.Secret.Length < SecretRules.MinLength)
            yield return $"Orders:Secret must be set to at least {SecretRules.MinLength} characters; it signs tokens.";
        else if (SecretRules.IsPlaceholder(options.Secret))
            yield return "Orders:Secret is still a placeholder that everybody knows, and it signs tokens: set it to random characters, such as 'openssl rand -base64 32' prints.";
        foreach (var host in options.ExternalHosts)
        {
            if (ExternalFilePolicy.Problem(host) is { } problem)
                yield return $"Orders:ExternalHosts must hold host names alone, without scheme, port or path, such as data.example.org; of '{host}': {problem}.";
        }

        foreach (var host in options.NotificationHosts)
        {
            if (ExternalFilePolicy.Problem(host) is { } problem)
                yield return $"Orders:NotificationHosts must hold host names alone, without scheme, port or path, such as hooks.example.org; of '{host}': {problem}.";
        }

        if (options.PublicBaseUrl is { } address
            && !(Uri.TryCreate(address, UriKind.Absolute, out var uri)
                && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
                && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0))
            yield return "Orders:PublicBaseUrl must be an http or https address without query, such as https://example.org/orders.";
        if (options.DirectDownloads is not (OrdersOptions.Direct.Off or OrdersOptions.Direct.OptIn or OrdersOptions.Direct.Always))
            yield return $"Orders:DirectDownloads must be off, opt-in or always, not '{options.DirectDownloads}'.";
        if (options.PathBase is { } pathBase && !PathPrefix.IsWellFormed(pathBase))
            yield return "Orders:PathBase must be a path of letters, digits, '-', '_' and '.' that begins with a slash and does not end with one, such as /api/v1/rs-order.";
        if (options.SubOrderMaxFiles is < 1 or > 5000) yield return "Orders:SubOrderMaxFiles must be 1 to 5000.";
        if (options.SubOrderMaxBytes < 1) yield return "Orders:SubOrderMaxBytes must be at least 1.";
        if (options.ExternalMaxBytes < 1) yield return "Orders:ExternalMaxBytes must be at least 1.";
        if (options.MaxSubOrdersPerUser < 1) yield return "Orders:MaxSubOrdersPerUser must be at least 1.";
        if (options.UserSubOrderHours < 1 || options.ApplicationSubOrderHours < 1 || options.MaxExpirationHours < 1)
            yield return "Orders:UserSubOrderHours, ApplicationSubOrderHours and MaxExpirationHours must be at least 1.";
        if (options.MaxProductsPerBasket < 1) yield return "Orders:MaxProductsPerBasket must be at least 1.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
            yield return $"Orders:TimeZone '{options.TimeZone}' is not a time zone this machine knows; known are, for example, UTC and Europe/Paris.";
        if (options.ReminderAfterHours < 1) yield return "Orders:ReminderAfterHours must be at least 1.";
        if (options.ExpiringNoticeHours is < 0 or > MaxNoticeHours) yield return $"Orders:ExpiringNoticeHours must be 0 to {MaxNoticeHours}.";
        if (options.MaxOrdersSearched < 1) yield return "Orders:MaxOrdersSearched must be at least 1.";
        if (options.WorkflowMaxWait <= TimeSpan.Zero || options.RehydrationCheckInterval <= TimeSpan.Zero)
            yield return "Orders:WorkflowMaxWait and Orders:RehydrationCheckInterval must be more than zero.";
    }
}
